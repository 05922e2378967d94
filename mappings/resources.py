"""The one view of FHIR: thin structs that hold only the elements we read.

EHRs send wrong types. Every element therefore also takes any other JSON type,
so that no element fails the body it stands in; the functions below hand out
what has the right type and nothing else. Only what selects a resource is
decoded at once: an element kept as `Raw` is opened when its resource turns out
to matter, which spares a fifth of the time of a large body. This module
decodes, it judges nothing.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, Union, cast

import msgspec
from msgspec import Raw, Struct

ABSENT = Raw()
Scalar = str | int | float | bool | None
T = TypeVar("T")


class Coding(Struct, gc=False):
    """A FHIR Coding."""

    system: Any = None
    code: Any = None
    userSelected: Any = None


Codings = list[Coding | list[Any] | Scalar] | dict[str, Any] | Scalar


class Concept(Struct, gc=False):
    """A FHIR CodeableConcept; also a Coding, where an element may be either (Encounter.class)."""

    coding: Codings = None
    text: Any = None
    system: Any = None
    code: Any = None
    userSelected: Any = None


OneConcept = Concept | list[Any] | Scalar


class Reference(Struct, gc=False):
    """A FHIR Reference."""

    reference: Any = None
    type: Any = None


OneReference = Reference | list[Any] | Scalar


class Period(Struct, gc=False):
    """A FHIR Period."""

    start: Any = None
    end: Any = None


class Quantity(Struct, gc=False):
    """A FHIR Quantity."""

    value: Any = None
    comparator: Any = None
    unit: Any = None
    code: Any = None


class Valued(Struct, gc=False):
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


class Component(Valued, gc=False):
    """Observation.component."""

    code: OneConcept = None


class Item(Struct, gc=False):
    """QuestionnaireResponse.item, nested to any depth below an item or an answer."""

    linkId: Any = None
    answer: list[Answer | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class Answer(Valued, gc=False):
    """QuestionnaireResponse.item.answer."""

    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class Detail(Struct, gc=False):
    """CarePlan.activity.detail."""

    code: OneConcept = None


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


class Target(Struct, gc=False):
    """Goal.target."""

    dueDate: Any = None


class Resource(Valued, gc=False):
    """Any resource, with the elements we read of any type."""

    resourceType: Any = None
    id: Any = None
    status: Any = None
    intent: Any = None
    code: Concept | list[Concept | list[Any] | Scalar] | Scalar = None
    category: Raw = ABSENT
    subject: Raw = ABSENT
    patient: Raw = ABSENT
    # Patient
    birthDate: Any = None
    deceasedBoolean: Any = None
    deceasedDateTime: Any = None
    # Condition
    clinicalStatus: Raw = ABSENT
    verificationStatus: Raw = ABSENT
    onsetDateTime: Any = None
    onsetPeriod: Raw = ABSENT
    abatementDateTime: Any = None
    abatementPeriod: Raw = ABSENT
    recordedDate: Any = None
    encounter: Raw = ABSENT
    # Observation
    effectiveDateTime: Any = None
    effectiveInstant: Any = None
    effectivePeriod: Raw = ABSENT
    issued: Any = None
    performer: Raw = ABSENT
    focus: Raw = ABSENT
    component: list[Component | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    derivedFrom: Raw = ABSENT
    # CarePlan and Goal
    title: Any = None
    identifier: Raw = ABSENT
    period: Raw = ABSENT
    goal: Raw = ABSENT
    addresses: Raw = ABSENT
    activity: Raw = ABSENT
    contributor: Raw = ABSENT
    lifecycleStatus: Any = None
    achievementStatus: Raw = ABSENT
    statusDate: Any = None
    expressedBy: Raw = ABSENT
    target: Raw = ABSENT
    # QuestionnaireResponse; author is a list in DocumentReference
    questionnaire: Any = None
    authored: Any = None
    author: Raw = ABSENT
    source: Raw = ABSENT
    item: list[Item | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    # ServiceRequest
    authoredOn: Any = None
    occurrenceDateTime: Any = None
    occurrencePeriod: Raw = ABSENT
    requester: Raw = ABSENT
    # Encounter, Procedure, DocumentReference
    type: Concept | list[Concept | list[Any] | Scalar] | Scalar = None
    class_: OneConcept = msgspec.field(default=None, name="class")
    participant: Raw = ABSENT
    performedDateTime: Any = None
    performedPeriod: Raw = ABSENT
    date: Any = None
    # Practitioner and PractitionerRole
    qualification: Raw = ABSENT
    practitioner: Raw = ABSENT
    specialty: Raw = ABSENT


class Search(Struct, gc=False):
    """Bundle.entry.search."""

    mode: Any = None


class Entry(Struct, gc=False):
    """Bundle.entry."""

    fullUrl: Any = None
    resource: Resource | list[Any] | Scalar = None
    search: Search | list[Any] | Scalar = None


class Link(Struct, gc=False):
    """Bundle.link."""

    relation: Any = None
    url: Any = None


class Slot(Resource, gc=False):
    """What stands under a prefetch key: a resource, or a Bundle of them."""

    entry: list[Entry | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    link: list[Link | list[Any] | Scalar] | dict[str, Any] | Scalar = None
    total: Any = None


OneSlot = Slot | list[Any] | Scalar


def text(value: object) -> str:
    """The value where it is a string, else the empty string."""
    return value if type(value) is str else ""


def one(value: object, kind: type[T]) -> T | None:
    """The value where it has that type."""
    return value if type(value) is kind else None


def each(value: object, kind: type[T]) -> list[T]:
    """The items of that type, where the value is a list; a single item stands for a list of one."""
    if type(value) is list:
        return [item for item in value if type(item) is kind]
    return [value] if type(value) is kind else []


def codings(value: object) -> list[Coding | Concept]:
    """The codings of a CodeableConcept, or of a Coding that stands in its place."""
    concept = one(value, Concept)
    if concept is None:
        return []
    if concept.code is not None and concept.coding is None:
        return [concept]
    return [*each(concept.coding, Coding)]


def reference_to(resource: Resource, full_url: object = None) -> str:
    """`Type/id`; where a resource has no id, its entry's fullUrl."""
    kind, identity = text(resource.resourceType), text(resource.id)
    return f"{kind}/{identity}" if identity else text(full_url) or kind


def opened(raw: Raw, kind: type[T]) -> list[T]:
    """The structs of that type in an element kept raw, whether it holds one or a list."""
    if raw is ABSENT:
        return []
    try:
        return each(_decoder(cast(Hashable, kind)).decode(raw), kind)
    except msgspec.ValidationError:  # a number beyond all floats: JSON allows it, nothing here can hold it
        return []


def first(raw: Raw, kind: type[T]) -> T | None:
    """The first struct of that type in an element kept raw."""
    return next(iter(opened(raw, kind)), None)


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    item: Any = Union[kind, list[Any], Scalar]  # noqa: UP007  # built from a value, not written as a type
    return msgspec.json.Decoder(Union[kind, list[item], Scalar])  # noqa: UP007


def target_of(reference: Reference | None) -> str:
    """The `Type/id` a Reference points to, also when it is written as a URL or with a version."""
    return relative(text(reference.reference)) if reference else ""


def relative(url: str) -> str:
    """`Type/id` out of a literal reference; anything else, such as `#id` or a URN, as it is."""
    if "/" not in url:
        return url
    steps = url.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(steps[-2:])


def kind_of(reference: Reference) -> str:
    """The resource type a Reference points to, or the empty string when it does not show."""
    head, slash, _ = target_of(reference).partition("/")
    return head if slash else text(reference.type)
