"""Sorts what the EHR sent by what it may say: one pass over all resources, whatever key they came under.

A resource that cannot be read becomes a gap and costs only itself. Nothing is
judged here: what an item proves is for the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from criteria.gaps import Gap, GapKind
from mappings.codes.code_systems import CRITERIA_INPUT, Token
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.answers import all_answers, parts_of
from mappings.fhir.bundles import resources_in
from mappings.fhir.references import Sent, reference_to
from mappings.fhir.resources import (
    ABSENT,
    Component,
    Concept,
    Item,
    OneSlot,
    Resource,
    codings,
    list_of,
    string_or_empty,
)
from mappings.record.patient_record import (
    NO_TOKEN,
    AnswerSource,
    CodedResource,
    Diagnosis,
    PatientRecord,
)
from mappings.record.relevance import RelevanceFilter

T = TypeVar("T")


def read_record(patient_id: str, prefetch: Mapping[str, OneSlot], mapping: SiteMapping) -> PatientRecord:
    """Sort the resources of a prefetch; the keys' names carry no meaning.

    Resources of another patient are dropped and reported as gaps.
    """
    record = PatientRecord(patient_id, mapping.zone)
    sorter = _Indexer(record, mapping)
    for key, slot in prefetch.items():
        for resource, full_url in resources_in(slot, f"prefetch/{key}", record.gaps.append):
            sorter.add(resource, full_url)
            record.sent.append(Sent(resource, string_or_empty(full_url)))
    return record


class _Indexer:
    def __init__(self, record: PatientRecord, mapping: SiteMapping) -> None:
        self.record = record
        self.mapping = mapping
        self.terminology = mapping.terminology
        self.seen: set[str] = set()
        self.own_system = mapping.systems.uris[CRITERIA_INPUT]
        self.glance = RelevanceFilter(record.patient_id, mapping)
        self.questionnaires = f"{mapping.base}/Questionnaire/"

    def add(self, resource: Resource, full_url: object) -> None:
        kind = resource.resourceType
        take = _HANDLERS.get(kind) if type(kind) is str else None
        if take:
            take(self, resource, full_url)
        elif kind == "OperationOutcome":
            self.gap("OperationOutcome", GapKind.SEARCH_PROBLEM)
        elif type(kind) is not str:
            self.gap(string_or_empty(full_url) or "resource", GapKind.NO_RESOURCE_TYPE)

    def gap(self, reference: str, kind: GapKind, detail: str = "") -> None:
        self.record.gaps.append(Gap(reference, kind, detail))

    def accept(self, resource: Resource, full_url: object) -> str | None:
        """How to cite the resource; None when it stood here before or is another patient's."""
        reference = reference_to(resource, full_url)
        if reference in self.seen:
            return None
        if "/" in reference or ":" in reference:
            self.seen.add(reference)
        if not self.is_own(resource):
            self.gap(reference, GapKind.OF_ANOTHER_PATIENT)
            self.record.left_out.add(id(resource))
            return None
        self.record.place(Sent(resource, string_or_empty(full_url)))
        return reference

    def is_own(self, resource: Resource) -> bool:
        return self.glance.is_own(resource.subject) and self.glance.is_own(resource.patient)

    def patient(self, resource: Resource, _: object) -> None:
        if resource.id is not None and resource.id != self.record.patient_id:
            self.gap("Patient", GapKind.ANOTHER_PATIENT)
        elif self.record.patient is None:
            self.record.patient = resource

    def known_code(self, resource: Resource, full_url: object) -> Concept | None:
        """The code of a resource, where it may mean something here."""
        code = resource.code
        if type(code) is Concept:
            return code if self.glance.is_relevant(code) else None
        if code is not None:
            self.gap(reference_to(resource, full_url), GapKind.NO_CODEABLE_CONCEPT)
        return None

    def condition(self, resource: Resource, full_url: object) -> None:
        self.record.conditions_sent += 1
        if (code := self.known_code(resource, full_url)) is None:
            return
        listed = codings(code)
        known = tuple(
            (token, memberships, coding.userSelected is True)
            for coding in listed
            if (memberships := self.terminology.memberships(token := self.terminology.token(coding)))
        )
        if not known or (reference := self.accept(resource, full_url)) is None:
            return
        diagnosis = Diagnosis(resource, reference, known, len(listed) - len(known))
        for value_set in dict.fromkeys(name for _, memberships, _ in known for name in memberships):
            self.record.diagnoses.setdefault(value_set, []).append(diagnosis)

    def listed(self, name: str, kind: type[T], resource: Resource, full_url: object) -> list[T]:
        value = getattr(resource, name)
        if value is not None and type(value) is not list:
            self.gap(reference_to(resource, full_url), GapKind.NO_LIST, name)
        return list_of(value, kind)

    def observation(self, resource: Resource, full_url: object) -> None:
        code = self.known_code(resource, full_url)
        self.panel(resource)
        if resource.component is not None:
            self.listed("component", Component, resource, full_url)
        elif code is None:
            return
        whole = self.mapping.meanings.of(code)
        parts = [
            (part, whole if part is resource else self.mapping.meanings.of(part.code))
            for part in parts_of(resource)
        ]
        sources = [(part, *said) for part, meant in parts for said in meant.meanings]
        strangers = [code for _, meant in parts for code in meant.unknown]
        if not (sources or whole.goals or whole.sets or strangers):
            return
        if (reference := self.accept(resource, full_url)) is None:
            return
        for part, meaning, token in sources:
            index = self.record.hints if meaning.is_hint else self.record.answers
            source = AnswerSource(part, resource, reference, token, meaning.title)
            index.setdefault(meaning.fact, []).append(source)
        for token in whole.goals:
            self.record.goal_attainment.append(AnswerSource(resource, resource, reference, token, ""))
        for stranger in strangers:
            self.gap(reference, GapKind.UNKNOWN_INPUT, stranger)
        self.add_coded(whole.sets, resource, reference)

    def panel(self, resource: Resource) -> None:
        if resource.hasMember is not ABSENT and self.is_own(resource):
            self.record.panels.append(resource)

    def questionnaire_response(self, resource: Resource, full_url: object) -> None:
        if not string_or_empty(resource.questionnaire).startswith(self.questionnaires):
            return
        if (reference := self.accept(resource, full_url)) is None:
            return
        for link_id, answer, extensions in all_answers(self.listed("item", Item, resource, full_url)):
            if link_id in self.mapping.meanings.inputs:
                token = Token(self.own_system, link_id)
                source = AnswerSource(answer, resource, reference, token, "", extensions)
                self.record.answers.setdefault(link_id, []).append(source)

    def plan(self, resource: Resource, full_url: object) -> None:
        if (reference := self.accept(resource, full_url)) is not None:
            self.record.plans.append(CodedResource(resource, reference, NO_TOKEN))

    def referable(self, resource: Resource, full_url: object) -> None:
        self.accept(resource, full_url)

    def order(self, resource: Resource, full_url: object) -> None:
        services = list(self.mapping.services.named_by(self.known_code(resource, full_url)))
        if not services or resource.doNotPerform is True:
            return
        if (reference := self.accept(resource, full_url)) is not None:
            self.record.orders += [CodedResource(resource, reference, service) for service in services]

    def encounter(self, resource: Resource, full_url: object) -> None:
        if (reference := self.accept(resource, full_url)) is not None:
            found = CodedResource(resource, reference, NO_TOKEN)
            self.record.encounters.append(found)
            self.contact(found, list_of(resource.type, Concept))

    def procedure(self, resource: Resource, full_url: object) -> None:
        if (code := self.known_code(resource, full_url)) is None:
            return
        coded = self.terminology.sets_of(self.terminology.tokens(code))
        if not (coded or any(self.mapping.services.named_by(code))):
            return
        if (reference := self.accept(resource, full_url)) is not None:
            self.contact(CodedResource(resource, reference, NO_TOKEN), list_of(code, Concept))

    def contact(self, found: CodedResource, concepts: list[Concept]) -> None:
        for concept in filter(self.glance.is_relevant, concepts):
            services = self.mapping.services.named_by(concept)
            self.record.contacts += [
                CodedResource(found.resource, found.reference, service) for service in services
            ]
            coded = self.terminology.sets_of(self.terminology.tokens(concept))
            self.add_coded(coded, found.resource, found.reference)

    def document(self, resource: Resource, full_url: object) -> None:
        types = filter(self.glance.is_relevant, list_of(resource.type, Concept))
        coded = self.terminology.sets_of(token for type_ in types for token in self.terminology.tokens(type_))
        if coded and (reference := self.accept(resource, full_url)) is not None:
            self.add_coded(coded, resource, reference)

    def add_coded(self, coded: list[tuple[str, Token]], resource: Resource, reference: str) -> None:
        for value_set, token in coded:
            self.record.coded.setdefault(value_set, []).append(CodedResource(resource, reference, token))


_HANDLERS: Mapping[str, Callable[[_Indexer, Resource, object], None]] = {
    "Patient": _Indexer.patient,
    "Condition": _Indexer.condition,
    "Observation": _Indexer.observation,
    "CarePlan": _Indexer.plan,
    "Goal": _Indexer.referable,
    "QuestionnaireResponse": _Indexer.questionnaire_response,
    "ServiceRequest": _Indexer.order,
    "Encounter": _Indexer.encounter,
    "Procedure": _Indexer.procedure,
    "DocumentReference": _Indexer.document,
    "Practitioner": _Indexer.referable,
    "PractitionerRole": _Indexer.referable,
}
