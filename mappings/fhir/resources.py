"""The one view of FHIR: thin structs that hold only the elements we read.

EHRs send wrong types. Every element therefore also takes any other JSON type,
so that none fails the body it stands in; the functions below hand out what has
the right type. Only what selects a resource is decoded at once: what is kept
as `Raw` is opened when its resource turns out to matter, which spares a fifth
of the time of a large body.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

ABSENT = Raw()
ENTERED_IN_ERROR = "entered-in-error"
Scalar = str | int | float | bool | None
T = TypeVar("T")


class Coding(Struct, gc=False, omit_defaults=True):
    """A FHIR Coding."""

    system: Any = None
    code: Any = None
    display: Raw = ABSENT
    userSelected: Any = None


Codings = list[Coding | list[Any] | Scalar] | Coding | Scalar


class Concept(Struct, gc=False, omit_defaults=True):
    """A FHIR CodeableConcept; also a Coding, where an element may be either (Encounter.class)."""

    coding: Codings = None
    text: Any = None
    system: Any = None
    code: Any = None
    userSelected: Any = None


OneConcept = Concept | list[Any] | Scalar


class Valued(Struct, gc=False, kw_only=True, omit_defaults=True):
    """Whatever carries a value[x] that we read: Observation, its components, a questionnaire answer."""

    valueInteger: Any = None
    valueDecimal: Any = None
    valueQuantity: Raw = ABSENT
    valueString: Any = None
    valueBoolean: Any = None
    valueCodeableConcept: OneConcept = None
    valueCoding: OneConcept = None
    valueDateTime: Any = None
    valueDate: Any = None
    dataAbsentReason: Raw = ABSENT


class Component(Valued, gc=False):
    """Observation.component."""

    modifierExtension: Raw = ABSENT
    code: OneConcept = None
    referenceRange: Raw = ABSENT


class Item(Struct, gc=False, omit_defaults=True):
    """QuestionnaireResponse.item, nested to any depth below an item or an answer."""

    linkId: Any = None
    text: Any = None
    extension: Raw = ABSENT
    modifierExtension: Raw = ABSENT
    answer: list[ItemAnswer | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class ItemAnswer(Valued, gc=False):
    """QuestionnaireResponse.item.answer."""

    extension: Raw = ABSENT
    modifierExtension: Raw = ABSENT
    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class Resource(Valued, gc=False):
    """Any resource, with the elements we read of any type.

    They stand in the order in which EHRs send them, and none that nobody reads:
    the decoder looks for each name from where it found the last one.
    """

    resourceType: Any = None
    id: Any = None
    meta: Raw = ABSENT
    implicitRules: Any = None
    contained: Raw = ABSENT
    extension: Raw = ABSENT
    modifierExtension: Raw = ABSENT
    identifier: Raw = ABSENT
    active: Any = None
    status: Any = None
    docStatus: Any = None
    intent: Any = None
    lifecycleStatus: Any = None
    achievementStatus: Raw = ABSENT
    clinicalStatus: Raw = ABSENT
    verificationStatus: Raw = ABSENT
    class_: OneConcept = msgspec.field(default=None, name="class")
    basedOn: Raw = ABSENT
    questionnaire: Any = None
    category: Raw = ABSENT
    type: Concept | list[Concept | list[Any] | Scalar] | Scalar = None
    doNotPerform: Any = None
    code: Concept | list[Concept | list[Any] | Scalar] | Scalar = None
    title: Any = None
    description: Raw = ABSENT
    name: Raw = ABSENT
    subject: Raw = ABSENT
    patient: Raw = ABSENT
    relationship: Raw = ABSENT
    focus: Raw = ABSENT
    encounter: Raw = ABSENT
    participant: Raw = ABSENT
    period: Raw = ABSENT
    reasonCode: Raw = ABSENT
    reasonReference: Raw = ABSENT
    diagnosis: Raw = ABSENT
    partOf: Raw = ABSENT
    gender: Any = None
    birthDate: Any = None
    deceasedBoolean: Any = None
    deceasedDateTime: Any = None
    deceasedDateTime_: Raw = msgspec.field(default=ABSENT, name="_deceasedDateTime")
    onsetDateTime: Any = None
    onsetPeriod: Raw = ABSENT
    abatementDateTime: Any = None
    abatementDateTime_: Raw = msgspec.field(default=ABSENT, name="_abatementDateTime")
    abatementPeriod: Raw = ABSENT
    abatementAge: Raw = ABSENT
    abatementRange: Raw = ABSENT
    abatementString: Raw = ABSENT
    abatementString_: Raw = msgspec.field(default=ABSENT, name="_abatementString")
    recordedDate: Any = None
    effectiveDateTime: Any = None
    effectiveDateTime_: Raw = msgspec.field(default=ABSENT, name="_effectiveDateTime")
    effectiveInstant: Any = None
    effectiveInstant_: Raw = msgspec.field(default=ABSENT, name="_effectiveInstant")
    effectivePeriod: Raw = ABSENT
    effectivePeriod_: Raw = msgspec.field(default=ABSENT, name="_effectivePeriod")
    effectiveTiming: Raw = ABSENT
    performedDateTime: Any = None
    performedPeriod: Raw = ABSENT
    occurrenceDateTime: Any = None
    occurrenceDateTime_: Raw = msgspec.field(default=ABSENT, name="_occurrenceDateTime")
    occurrencePeriod: Raw = ABSENT
    occurrenceTiming: Raw = ABSENT
    authoredOn: Any = None
    authored: Any = None
    issued: Any = None
    date: Any = None
    statusDate: Any = None
    performer: Raw = ABSENT
    requester: Raw = ABSENT
    author: Raw = ABSENT
    source: Raw = ABSENT
    contributor: Raw = ABSENT
    addresses: Raw = ABSENT
    expressedBy: Raw = ABSENT
    target: Raw = ABSENT
    goal: Raw = ABSENT
    activity: Raw = ABSENT
    referenceRange: Raw = ABSENT
    hasMember: Raw = ABSENT
    derivedFrom: Raw = ABSENT
    component: list[Component | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    practitioner: Raw = ABSENT
    organization: Raw = ABSENT
    qualification: Raw = ABSENT
    specialty: Raw = ABSENT
    total: Any = None
    link: Raw = ABSENT
    issue: Raw = ABSENT
    entry: list[Entry | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class Search(Struct, gc=False, omit_defaults=True):
    """Bundle.entry.search."""

    mode: Any = None


class Entry(Struct, gc=False, omit_defaults=True):
    """Bundle.entry."""

    fullUrl: Any = None
    modifierExtension: Raw = ABSENT
    resource: Resource | list[Any] | Scalar = None
    search: Search | list[Any] | Scalar = None
    response: Raw = ABSENT


OneSlot = Resource | list[Any] | Scalar
"""What stands under a prefetch key: a resource, or a Bundle of them."""


def string_or_empty(value: object) -> str:
    """The value where it is a string, else the empty string."""
    return value if type(value) is str else ""


def as_a(value: object, kind: type[T]) -> T | None:
    """The value where it has that type."""
    return value if type(value) is kind else None


def list_of(value: object, kind: type[T]) -> list[T]:
    """The items of that type, where the value is a list; a single item stands for a list of one."""
    if type(value) is list:
        return [item for item in value if type(item) is kind]
    return [value] if type(value) is kind else []


def codings(value: object) -> list[Coding | Concept]:
    """The codings of a CodeableConcept, or of a Coding that stands in its place."""
    if type(value) is not Concept:
        return []
    if type(value.coding) is list:
        return [coding for coding in value.coding if type(coding) is Coding]
    if type(value.coding) is Coding:
        return [value.coding]
    return [value] if value.coding is None and value.code is not None else []


def code_of(coding: Coding | Concept) -> str:
    """The code of a coding, also where it was sent as a number; empty where it has none."""
    code = coding.code
    return code.strip() if type(code) is str else str(code) if type(code) is int else ""


def is_absent(raw: Raw) -> bool:
    """Whether an element kept raw was left out or null; what cannot be read is there."""
    return raw is ABSENT or bytes(raw) == b"null"
