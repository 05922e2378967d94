"""Sorts what the EHR sent by what it may say: one pass over all resources, whatever key they came under.

A resource that cannot be read becomes a gap and costs only itself. Nothing is
judged here: what an item proves is for the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from mappings.resources import (
    Answer,
    Component,
    Concept,
    Entry,
    Item,
    OneSlot,
    Reference,
    Resource,
    Search,
    Slot,
    Valued,
    codings,
    each,
    first,
    one,
    reference_to,
    relative,
    target_of,
    text,
)
from mappings.site_mapping import CRITERIA_INPUT, Meaning, SiteMapping
from mappings.terminology import Memberships, Token


class Gap(Struct, frozen=True):
    """Something the EHR did not send, or sent in a form that cannot be read."""

    reference: str
    problem: str


class Found(NamedTuple):
    """A resource that matters, how to cite it, and the code that made it matter."""

    resource: Resource
    reference: str
    token: Token


class Diagnosis(NamedTuple):
    """A Condition with a coding that some diagnosis value set knows."""

    resource: Resource
    reference: str
    known: tuple[tuple[Token, Memberships, bool], ...]
    """Each known coding: its token, what it is to the value sets, whether a user selected it."""
    unlisted: int
    """How many further codings stand in none of our lists."""


class Source(NamedTuple):
    """Where the code of a fact stands: an Observation, its component, or a questionnaire answer."""

    valued: Valued
    resource: Resource
    reference: str
    token: Token
    title: str


class PatientRecord:
    """What the EHR sent of one patient, indexed for the readers."""

    def __init__(self, patient_id: str) -> None:
        self.patient_id = patient_id
        self.patient: Resource | None = None
        self.answers: dict[str, list[Source]] = {}
        self.hints: dict[str, list[Source]] = {}
        self.diagnoses: dict[str, list[Diagnosis]] = {}
        self.coded: dict[str, list[Found]] = {}
        self.orders: list[Found] = []
        self.contacts: list[Found] = []
        self.goal_attainment: list[Found] = []
        self.plans: list[Found] = []
        self.by_reference: dict[str, Resource] = {}
        self.counts: dict[str, int] = {}
        self.gaps: list[Gap] = []


def read_record(patient_id: str, prefetch: Mapping[str, OneSlot], mapping: SiteMapping) -> PatientRecord:
    """Sort the resources of a prefetch; the keys' names carry no meaning.

    Resources of another patient are dropped and reported as gaps.
    """
    record = PatientRecord(patient_id)
    sorter = _Sorter(record, mapping)
    for key, slot in prefetch.items():
        sorter.add(key, slot)
    return record


class _Sorter:
    def __init__(self, record: PatientRecord, mapping: SiteMapping) -> None:
        self.record = record
        self.mapping = mapping
        self.seen: set[str] = set()
        self.own_system = mapping.systems.uris[CRITERIA_INPUT]
        self.questionnaires = f"{mapping.base}/Questionnaire/"
        self.take: Mapping[str, Callable[[Resource, object], None]] = {
            "Patient": self.patient,
            "Condition": self.condition,
            "Observation": self.observation,
            "CarePlan": self.plan,
            "Goal": self.referable,
            "QuestionnaireResponse": self.questionnaire_response,
            "ServiceRequest": self.order,
            "Encounter": self.contact,
            "Procedure": self.contact,
            "DocumentReference": self.document,
            "Practitioner": self.referable,
            "PractitionerRole": self.referable,
        }

    def add(self, key: str, slot: OneSlot) -> None:
        if slot is None:
            return
        if type(slot) is not Slot:
            self.gap(f"prefetch/{key}", "this is neither a resource nor a Bundle")
        elif slot.resourceType == "Bundle":
            self.bundle(key, slot)
        elif slot.resourceType == "OperationOutcome":
            self.gap(f"prefetch/{key}", "the EHR tried to read this and could not")
        else:
            self.resource(slot, None)

    def bundle(self, key: str, bundle: Slot) -> None:
        if bundle.entry is not None and type(bundle.entry) is not list:
            self.gap(f"prefetch/{key}", "Bundle.entry is not a list")
        for i, entry in enumerate(bundle.entry if type(bundle.entry) is list else ()):
            if type(entry) is Entry and type(entry.resource) is Resource:
                if (search := one(entry.search, Search)) is None or search.mode != "outcome":
                    self.resource(entry.resource, entry.fullUrl)
            else:
                self.gap(f"prefetch/{key}.entry[{i}]", "this entry holds no resource")

    def resource(self, resource: Resource, full_url: object) -> None:
        kind = resource.resourceType
        take = self.take.get(kind) if type(kind) is str else None
        if take:
            self.record.counts[kind] = self.record.counts.get(kind, 0) + 1
            take(resource, full_url)
        elif kind == "OperationOutcome":
            self.gap("OperationOutcome", "the EHR reported a problem with this search")
        elif type(kind) is not str:
            self.gap(text(full_url) or "resource", "resourceType is missing or no string")

    def gap(self, reference: str, problem: str) -> None:
        self.record.gaps.append(Gap(reference, problem))

    def accept(self, resource: Resource, full_url: object) -> str | None:
        """How to cite the resource; None when it stood here before or is another patient's."""
        reference = reference_to(resource, full_url)
        if reference in self.seen:
            return None
        if "/" in reference or ":" in reference:
            self.seen.add(reference)
        owner = target_of(first(resource.subject, Reference) or first(resource.patient, Reference))
        if owner and owner.replace(":", "/").rpartition("/")[2] != self.record.patient_id:
            self.gap(reference, "this is of another patient and was left out")
            return None
        return reference

    def concept(self, value: object, resource: Resource, full_url: object) -> Concept | None:
        if type(value) is Concept:
            return value
        if value is not None:
            self.gap(reference_to(resource, full_url), "code is no CodeableConcept")
        return None

    def patient(self, resource: Resource, full_url: object) -> None:
        if resource.id is not None and resource.id != self.record.patient_id:
            self.gap("Patient", "this is another patient than the request's and was left out")
        elif self.record.patient is None:
            self.record.patient = resource

    def condition(self, resource: Resource, full_url: object) -> None:
        code = self.concept(resource.code, resource, full_url)
        if code is None:
            return
        lookup = self.mapping.terminology.memberships
        listed = [(coding, lookup(coding)) for coding in codings(code)]
        known = [(coding, memberships) for coding, memberships in listed if memberships]
        if not known or (reference := self.accept(resource, full_url)) is None:
            return
        token = self.mapping.terminology.token
        diagnosis = Diagnosis(
            resource,
            reference,
            tuple((token(coding), memberships, coding.userSelected is True) for coding, memberships in known),
            len(listed) - len(known),
        )
        for value_set in dict.fromkeys(name for _, memberships in known for name in memberships):
            self.record.diagnoses.setdefault(value_set, []).append(diagnosis)

    def observation(self, resource: Resource, full_url: object) -> None:
        code = self.concept(resource.code, resource, full_url)
        if resource.component is None and (code is None or not self.mapping.may_matter(code)):
            return
        sources: list[tuple[Valued, tuple[Meaning, Token]]] = []
        sources.extend((resource, found) for found in self.mapping.meanings(code))
        for component in each(resource.component, Component):
            sources.extend((component, found) for found in self.mapping.meanings(component.code))
        is_goal = code is not None and self.mapping.has_any(code, self.mapping.goal_observations)
        coded = self.value_sets_of(code)
        if not (sources or is_goal or coded) or (reference := self.accept(resource, full_url)) is None:
            return
        for valued, (meaning, token) in sources:
            index = self.record.hints if meaning.is_hint else self.record.answers
            index.setdefault(meaning.fact, []).append(
                Source(valued, resource, reference, token, meaning.title)
            )
        if is_goal:
            self.record.goal_attainment.append(Found(resource, reference, Token("", "")))
        self.add_coded(coded, resource, reference)

    def questionnaire_response(self, resource: Resource, full_url: object) -> None:
        if not text(resource.questionnaire).startswith(self.questionnaires):
            return
        if (reference := self.accept(resource, full_url)) is None:
            return
        for item in _items(resource.item):
            name = text(item.linkId)
            spec = self.mapping.fact_map.facts.get(name)
            if spec and spec.coded:
                token = Token(self.own_system, name)
                for answer in each(item.answer, Answer):
                    source = Source(answer, resource, reference, token, "")
                    self.record.answers.setdefault(name, []).append(source)

    def plan(self, resource: Resource, full_url: object) -> None:
        if (reference := self.accept(resource, full_url)) is not None:
            self.record.plans.append(Found(resource, reference, Token("", "")))

    def referable(self, resource: Resource, full_url: object) -> None:
        if (reference := self.accept(resource, full_url)) is not None:
            self.record.by_reference[relative(reference)] = resource

    def order(self, resource: Resource, full_url: object) -> None:
        code = self.concept(resource.code, resource, full_url)
        services = list(self.mapping.services_of(code))
        if services and (reference := self.accept(resource, full_url)) is not None:
            self.record.by_reference[reference] = resource
            self.record.orders.extend(Found(resource, reference, service) for service in services)

    def contact(self, resource: Resource, full_url: object) -> None:
        """An Encounter or a Procedure."""
        is_encounter = resource.resourceType == "Encounter"
        concepts = each(resource.type if is_encounter else resource.code, Concept)
        services = [token for concept in concepts for token in self.mapping.services_of(concept)]
        coded = [found for concept in concepts for found in self.value_sets_of(concept)]
        if not (is_encounter or services or coded):
            return
        if (reference := self.accept(resource, full_url)) is None:
            return
        if is_encounter:
            self.record.by_reference[reference] = resource
        self.record.contacts.extend(Found(resource, reference, service) for service in services)
        self.add_coded(coded, resource, reference)

    def document(self, resource: Resource, full_url: object) -> None:
        coded = [found for concept in each(resource.type, Concept) for found in self.value_sets_of(concept)]
        if coded and (reference := self.accept(resource, full_url)) is not None:
            self.add_coded(coded, resource, reference)

    def value_sets_of(self, concept: Concept | None) -> list[tuple[str, Token]]:
        terminology = self.mapping.terminology
        return [
            (value_set, terminology.token(coding))
            for coding in codings(concept)
            for value_set in terminology.memberships(coding) or ()
        ]

    def add_coded(self, coded: list[tuple[str, Token]], resource: Resource, reference: str) -> None:
        for value_set, token in coded:
            self.record.coded.setdefault(value_set, []).append(Found(resource, reference, token))


def _items(value: object) -> Iterator[Item]:
    """All the items of a questionnaire response, however they are nested."""
    for item in each(value, Item):
        yield item
        yield from _items(item.item)
        for answer in each(item.answer, Answer):
            yield from _items(answer.item)
