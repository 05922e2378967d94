"""The elements that resources.py keeps raw, opened when their resource turns out to matter.

What has the wrong type is left out, as in resources.py.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, Union

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.references import OneReference
from mappings.fhir.resources import ABSENT, OneConcept, Scalar, list_of

T = TypeVar("T")


class Period(Struct, gc=False):
    """A FHIR Period."""

    start: Any = None
    end: Any = None


class Repeat(Struct, gc=False):
    """Timing.repeat."""

    boundsPeriod: Period | list[Any] | Scalar = None


class Timing(Struct, gc=False):
    """A FHIR Timing."""

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

    code: OneConcept = None
    status: Any = None
    doNotPerform: Any = None


class Activity(Struct, gc=False):
    """CarePlan.activity."""

    detail: Detail | list[Any] | Scalar = None
    reference: OneReference = None


class Identifier(Struct, gc=False):
    """A FHIR Identifier."""

    system: Any = None
    value: Any = None


class Participant(Struct, gc=False):
    """Encounter.participant."""

    individual: OneReference = None


class Qualification(Struct, gc=False):
    """Practitioner.qualification."""

    code: OneConcept = None


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

    dueDate: Any = None


def decoded_list(raw: Raw, kind: type[T]) -> list[T]:
    """The structs of that type in an element kept raw, whether it holds one or a list."""
    if raw is ABSENT:
        return []
    try:
        return list_of(_decoder(kind).decode(raw), kind)  # type: ignore[arg-type]  # a class is hashable
    except (msgspec.ValidationError, RecursionError):
        return []  # a number beyond all floats, or nesting beyond all sense: JSON allows both


def decoded_first(raw: Raw, kind: type[T]) -> T | None:
    """The first struct of that type in an element kept raw."""
    return next(iter(decoded_list(raw, kind)), None)


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    item: Any = Union[kind, list[Any], Scalar]  # noqa: UP007  # built from a value, not written as a type
    return msgspec.json.Decoder(Union[kind, list[item], Scalar])  # noqa: UP007
