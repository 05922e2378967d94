"""Where answers stand: the values of Observations and their components, the answers of forms."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from msgspec import Raw

from mappings.fhir.modifiers import has_modifier
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
_values_of = attrgetter(*_VALUES)


class ItemResponse(NamedTuple):
    """One answer of a questionnaire response, by the linkId of its item; `text` is the item's question.

    `extensions` are those of the answer, of its item and of the items around it,
    the innermost first; one of these may also carry a modifier.
    """

    link_id: str
    answer: ItemAnswer
    extensions: tuple[Raw, ...]
    is_modified: bool
    text: str = ""


def has_value(valued: Valued) -> bool:
    """Whether there is a value[x] of a type we read."""
    return count_values(valued) > 0


def stated_values(valued: Valued) -> list[str]:
    """The names of the value[x] of a type we read that are there; FHIR allows one."""
    values = zip(_VALUES, _values_of(valued), strict=True)
    return [name for name, value in values if value is not None and value is not ABSENT]


def count_values(valued: Valued) -> int:
    """How many value[x] of a type we read are there."""
    values = _values_of(valued)
    return len(values) - values.count(None) - (valued.valueQuantity is ABSENT)


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


class _Nested(NamedTuple):
    """An item, the extensions around it, and whether a modifier stands there."""

    item: Item
    around: tuple[Raw, ...]
    is_modified: bool


def all_answers(value: object) -> Iterator[ItemResponse]:
    """All the answers of a questionnaire response, however deep it nests, which would exhaust a recursion."""
    waiting = _inside(value, (), False)
    while waiting:
        item, around, is_modified = waiting.pop()
        of_item = _with(item.extension, around)
        if item.modifierExtension is not ABSENT:
            is_modified = is_modified or has_modifier(item.modifierExtension)
        inside = _inside(item.item, of_item, is_modified) if item.item is not None else []
        for answer in list_of(item.answer, ItemAnswer):
            of_answer = _with(answer.extension, of_item)
            is_answer_modified = is_modified or (
                answer.modifierExtension is not ABSENT and has_modifier(answer.modifierExtension)
            )
            link_id, text = string_or_empty(item.linkId), string_or_empty(item.text)
            yield ItemResponse(link_id, answer, of_answer, is_answer_modified, text)
            if answer.item is not None:
                inside = _inside(answer.item, of_item, is_answer_modified) + inside
        if inside:
            waiting += inside


def _inside(items: object, around: tuple[Raw, ...], is_modified: bool) -> list[_Nested]:
    """Items with what stands around them, the last first."""
    return [_Nested(item, around, is_modified) for item in list_of(items, Item)[::-1]]


def _with(extension: Raw, around: tuple[Raw, ...]) -> tuple[Raw, ...]:
    return around if extension is ABSENT else (extension, *around)
