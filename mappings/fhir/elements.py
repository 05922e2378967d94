"""The elements that resources.py keeps raw, opened when their resource turns out to matter.

What has the wrong type is left out, as in resources.py.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, Union

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.modifiers import has_modifier
from mappings.fhir.references import OneReference
from mappings.fhir.resources import ABSENT, OneConcept, Resource, Scalar, is_absent, list_of

T = TypeVar("T")
_MODIFIED = b'"modifierExtension"'
_TEXT = msgspec.json.Decoder(str)


class Period(Struct, gc=False):
    """A FHIR Period; with only extensions in place of a date, this is stated and unknown."""

    extension: Raw = ABSENT
    start: Any = None
    start_: Raw = msgspec.field(default=ABSENT, name="_start")
    end: Any = None
    end_: Raw = msgspec.field(default=ABSENT, name="_end")


class Repeat(Struct, gc=False):
    """Timing.repeat."""

    boundsPeriod: Raw = ABSENT
    boundsDuration: Raw = ABSENT


class Timing(Struct, gc=False):
    """A FHIR Timing."""

    modifierExtension: Raw = ABSENT
    event: Any = None
    repeat: Repeat | list[Any] | Scalar = None


class Quantity(Struct, gc=False):
    """A FHIR Quantity."""

    value: Any = None
    comparator: Any = None
    unit: Any = None
    code: Any = None


class Detail(Struct, gc=False):
    """CarePlan.activity.detail."""

    modifierExtension: Raw = ABSENT
    code: OneConcept = None
    status: Any = None
    doNotPerform: Any = None
    scheduledPeriod: Raw = ABSENT
    scheduledTiming: Raw = ABSENT


class Activity(Struct, gc=False):
    """CarePlan.activity."""

    modifierExtension: Raw = ABSENT
    detail: Detail | list[Any] | Scalar = None
    reference: OneReference = None


class Identifier(Struct, gc=False):
    """A FHIR Identifier."""

    system: Any = None
    value: Any = None


class Participant(Struct, gc=False):
    """Encounter.participant."""

    modifierExtension: Raw = ABSENT
    individual: OneReference = None


class EncounterDiagnosis(Struct, gc=False):
    """Encounter.diagnosis."""

    modifierExtension: Raw = ABSENT
    condition: OneReference = None


class Qualification(Struct, gc=False):
    """Practitioner.qualification."""

    modifierExtension: Raw = ABSENT
    code: OneConcept = None
    period: Raw = ABSENT


class HumanName(Struct, gc=False):
    """A FHIR HumanName."""

    text: Any = None
    given: Any = None
    family: Any = None


class Extension(Struct, gc=False):
    """A FHIR Extension, with the values that we read of one, and those inside it."""

    url: Any = None
    valueCode: Any = None
    valueReference: OneReference = None
    extension: list[Extension | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class Link(Struct, gc=False):
    """Bundle.link, and Patient.link."""

    relation: Any = None
    url: Any = None
    type: Any = None
    other: OneReference = None


class Target(Struct, gc=False):
    """Goal.target."""

    modifierExtension: Raw = ABSENT
    dueDate: Any = None


def decoded_list(raw: Raw, kind: type[T]) -> list[T]:
    """The structs of that type in an element kept raw, whether it holds one or a list.

    Those that carry a modifier are left out, since none is understood here.
    """
    if raw is ABSENT:
        return []
    try:
        found = list_of(_decoder(kind).decode(raw), kind)  # type: ignore[arg-type]  # a class is hashable
    except (msgspec.ValidationError, RecursionError):
        return []  # a number beyond all floats, or nesting beyond all sense: JSON allows both
    return [part for part in found if not _is_modified(part)] if _MODIFIED in bytes(raw) else found


def _is_modified(part: object) -> bool:
    """Whether a part, or the one part inside it, carries a modifier."""
    inner = part.detail if type(part) is Activity else None
    return has_modifier(getattr(part, "modifierExtension", ABSENT)) or (
        type(inner) is Detail and has_modifier(inner.modifierExtension)
    )


def decoded_first(raw: Raw, kind: type[T]) -> T | None:
    """The first struct of that type in an element kept raw."""
    return next(iter(decoded_list(raw, kind)), None)


def is_stated(resource: Resource, element: str) -> bool:
    """Whether an element is there: with a value, readable or not, or with only extensions, as on why not.

    Extensions are read of those dates whose `_element` stands in `Resource`.
    """
    beside = getattr(resource, f"{element}_", ABSENT)
    value = getattr(resource, element)
    return (value is not None and value is not ABSENT) or not is_absent(beside)


def decoded_text(raw: Raw) -> str:
    """The string in an element kept raw; empty where it holds none."""
    try:
        return "" if raw is ABSENT else _TEXT.decode(raw)
    except msgspec.ValidationError:
        return ""


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    item: Any = Union[kind, list[Any], Scalar]  # noqa: UP007  # built from a value, not written as a type
    return msgspec.json.Decoder(Union[kind, list[item], Scalar])  # noqa: UP007
