"""Where answers stand: the values of Observations and their components, the answers of forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Raw

from mappings.fhir.resources import (
    ABSENT,
    Component,
    Item,
    ItemAnswer,
    Resource,
    Valued,
    is_absent,
    list_of,
    string_or_empty,
)

_VALUES = tuple(name for name in Valued.__struct_fields__ if name.startswith("value"))


class ItemResponse(NamedTuple):
    """One answer of a questionnaire response, by the linkId of its item.

    `extensions` are those of the answer, of its item and of the items around it,
    the innermost first.
    """

    link_id: str
    answer: ItemAnswer
    extensions: tuple[Raw, ...]


def has_value(valued: Valued) -> bool:
    """Whether there is a value[x] of a type we read."""
    return bool(stated_values(valued))


def stated_values(valued: Valued) -> list[str]:
    """The names of the value[x] of a type we read that are there; FHIR allows one."""
    values = ((name, getattr(valued, name)) for name in _VALUES)
    return [name for name, value in values if value is not None and value is not ABSENT]


def parts_of(observation: Resource) -> list[Resource | Component]:
    """Whatever of an Observation carries a value: itself, its components, or both.

    A panel without a value of its own only holds its members and components
    together.
    """
    components = list_of(observation.component, Component)
    is_panel = bool(components) or not is_absent(observation.hasMember)
    if is_panel and not has_value(observation):
        return [*components]
    return [observation, *components]


def all_answers(value: object) -> Iterator[ItemResponse]:
    """All the answers of a questionnaire response, however deep it nests, which would exhaust a recursion."""
    waiting = _inside(value, ())
    while waiting:
        item, around = waiting.pop()
        of_item = _with(item.extension, around)
        inside = _inside(item.item, of_item)
        for answer in list_of(item.answer, ItemAnswer):
            of_answer = _with(answer.extension, of_item)
            yield ItemResponse(string_or_empty(item.linkId), answer, of_answer)
            inside = _inside(answer.item, of_item) + inside
        waiting += inside


def _inside(items: object, around: tuple[Raw, ...]) -> list[tuple[Item, tuple[Raw, ...]]]:
    """Items with the extensions around them, the last first."""
    return [(item, around) for item in list_of(items, Item)[::-1]]


def _with(extension: Raw, around: tuple[Raw, ...]) -> tuple[Raw, ...]:
    return around if extension is ABSENT else (extension, *around)
