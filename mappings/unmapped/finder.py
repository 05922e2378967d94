"""Finds what of one patient's record feeds no criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Raw
from msgspec.structs import replace

from criteria.facts import Fact
from mappings.codes.code_lists import ICD_10_CM
from mappings.codes.code_systems import HCPCS
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.answers import all_answers
from mappings.fhir.elements import Qualification, decoded_list, decoded_text
from mappings.fhir.references import reference_to
from mappings.fhir.resources import (
    ENTERED_IN_ERROR,
    Coding,
    Component,
    Concept,
    Resource,
    Valued,
    code_of,
    codings,
    list_of,
    string_or_empty,
)
from mappings.record.patient_record import PatientRecord
from mappings.record.relevance import RelevanceFilter
from mappings.record.whose import OWN
from mappings.unmapped.answer_values import merged_values
from mappings.unmapped.fact_rows import rows_of_facts
from mappings.unmapped.row import UnmappedKey, UnmappedKind, UnmappedRow
from mappings.unmapped.values_of import values_of

MAX_ROWS = 400
"""Of one patient; a record with more codes than that has them in other patients' records as well."""
MAX_NAME = 80
"""Characters of a name of a code; a longer one is no name."""

_DAYS = (
    "effectiveDateTime",
    "effectiveInstant",
    "performedDateTime",
    "authoredOn",
    "authored",
    "recordedDate",
)


class UnmappedFinder:
    """Finds it for any number of patients of one site; keeps words of codes, nothing of a patient."""

    def __init__(self, mapping: SiteMapping) -> None:
        self._mapping = mapping
        self._everywhere = frozenset(mapping.systems.uris[name] for name in (HCPCS, ICD_10_CM))
        self._relevance = RelevanceFilter(mapping)

    def of(self, record: PatientRecord, facts: Iterable[Fact]) -> tuple[UnmappedRow, ...]:
        """What feeds no criterion; `facts` are those that open criteria lack, as read."""
        rows: dict[UnmappedKey, UnmappedRow] = {}
        found = chain(
            chain.from_iterable(map(self._of_resource, _own(record))),
            self._of_plans(record),
            self._of_practitioners(record),
            rows_of_facts(facts, record, self._mapping),
        )
        for row in found:
            known = rows.get(row.key)
            if known:
                rows[row.key] = _added(known, row)
            elif len(rows) < MAX_ROWS:
                rows[row.key] = row
        return tuple(rows.values())

    def _of_resource(self, resource: Resource) -> Iterator[UnmappedRow]:
        kind = string_or_empty(resource.resourceType)
        match kind:
            case "Observation":
                yield from self._of_observation(resource)
            case "QuestionnaireResponse":
                yield from self._of_form(resource)
            case "ServiceRequest" | "Procedure":
                yield from self._coded(kind, list_of(resource.code, Concept), resource)
            case "Encounter" | "DocumentReference":
                yield from self._coded(kind, list_of(resource.type, Concept), resource)
            case "Condition":
                yield from self._of_condition(resource)

    def _of_observation(self, resource: Resource) -> Iterator[UnmappedRow]:
        """The row itself, unless it only holds components together, and each of these."""
        components = list_of(resource.component, Component)
        if not components or not values_of(resource).is_empty:
            yield from self._valued(resource.code, resource, resource, resource.referenceRange)
        for each in components:
            yield from self._valued(each.code, each, resource, each.referenceRange)

    def _valued(self, code: object, valued: Valued, resource: Resource, stated: Raw) -> Iterator[UnmappedRow]:
        for row in self._coded("Observation", list_of(code, Concept), resource):
            yield replace(row, values=values_of(valued, stated))

    def _of_condition(self, resource: Resource) -> Iterator[UnmappedRow]:
        """A disorder in a code system of the site's own; one in another's is only on no list of ours."""
        listed = [each for concept in list_of(resource.code, Concept) for each in codings(concept)]
        if not any(self._mapping.systems.knows(each.system) for each in listed):
            yield from self._coded("Condition", list_of(resource.code, Concept), resource)

    def _of_form(self, resource: Resource) -> Iterator[UnmappedRow]:
        """The answers by linkId to a form that the site does not list, or to items that it leaves out."""
        canonical = string_or_empty(resource.questionnaire)
        form = self._mapping.forms.of(canonical)
        read = (*form.facts, *form.days) if form else ()
        for each in all_answers(resource.item) if canonical and not (form and form.is_ours) else ():
            if each.link_id and each.link_id not in read:
                key = UnmappedKey(UnmappedKind.UNKNOWN_CODE, "QuestionnaireResponse", canonical, each.link_id)
                row = _row(key, each.text, resource)
                yield replace(row, values=values_of(each.answer))

    def _coded(self, kind: str, concepts: list[Concept], resource: Resource) -> Iterator[UnmappedRow]:
        """A row by each coding that is not the same everywhere; by the text where there is no coding.

        A code of the site beside one that only means something in another sense is told all the same.
        """
        for concept in concepts:
            if self._is_read(kind, concept):
                continue
            text = string_or_empty(concept.text).strip()
            listed = [each for each in codings(concept) if code_of(each) and isinstance(each, Coding)]
            for coding in listed:
                display = decoded_text(coding.display) if isinstance(coding, Coding) else ""
                system = string_or_empty(coding.system)
                token = self._mapping.terminology.token(coding)
                has_meaning = bool(self._mapping.terminology.memberships(token))
                if system and token.system not in self._everywhere and not has_meaning:
                    key = UnmappedKey(UnmappedKind.UNKNOWN_CODE, kind, system, code_of(coding))
                    yield _row(key, display or text, resource)
            if text and not any(each.system for each in listed) and len(text) <= MAX_NAME:
                yield _row(UnmappedKey(UnmappedKind.NO_CODE, kind, text=text), text, resource)

    def _is_read(self, kind: str, concept: Concept) -> bool:
        """Whether a code feeds a fact, or names a service, as resources of that type may."""
        if not self._relevance.is_relevant(concept):
            return False
        if kind == "Observation":
            said = self._mapping.meanings.of(concept)
            return bool(said.meanings or said.goals or said.unknown)
        services = self._mapping.services
        named = services.named_by if kind == "ServiceRequest" else services.given_at
        return any(named(concept))

    def _of_plans(self, record: PatientRecord) -> Iterator[UnmappedRow]:
        """The titles and categories of plans, by which a site may mark those of a service."""
        for found in record.plans:
            title = string_or_empty(found.resource.title).strip()
            if title and len(title) <= MAX_NAME:
                yield _row(UnmappedKey(UnmappedKind.NO_CODE, "CarePlan", text=title), title, found.resource)

    def _of_practitioners(self, record: PatientRecord) -> Iterator[UnmappedRow]:
        """Qualifications and roles that the site does not list."""
        known = self._mapping.lpha_qualifications
        for sent in record.read:
            kind, held = sent.resource.resourceType, list[Concept]()
            if kind == "Practitioner":
                listed = decoded_list(sent.resource.qualification, Qualification)
                held = [each.code for each in listed if isinstance(each.code, Concept)]
            elif kind == "PractitionerRole":
                held = list_of(sent.resource.code, Concept)
            yield from self._coded(kind, [each for each in held if not any(known.of(each))], sent.resource)


def _own(record: PatientRecord) -> Iterator[Resource]:
    """The patient's own resources, without those that were left out or entered in error."""
    for sent in record.sent:
        resource = sent.resource
        is_fit = id(resource) not in record.left_out and resource.status != ENTERED_IN_ERROR
        if is_fit and (record.whose is None or record.whose.judge(sent) is OWN):
            yield resource


def _row(key: UnmappedKey, display: str, resource: Resource) -> UnmappedRow:
    return UnmappedRow(key, display[:MAX_NAME], day=_day(resource), reference=reference_to(resource, ""))


def _added(one: UnmappedRow, other: UnmappedRow) -> UnmappedRow:
    """Two rows of one patient as one: a value that both have is one patient's."""
    values = merged_values(one.values, other.values)
    values = replace(
        values,
        coded=tuple((each, 1) for each, _ in values.coded) if values.coded is not None else None,
        texts=tuple((each, 1) for each, _ in values.texts) if values.texts is not None else None,
    )
    latest = max(one, other, key=lambda row: row.day)
    return replace(latest, rows=one.rows + other.rows, values=values, display=one.display or other.display)


def _day(resource: Resource) -> str:
    for name in _DAYS:
        if type(value := getattr(resource, name)) is str:
            return value[:10]
    return ""
