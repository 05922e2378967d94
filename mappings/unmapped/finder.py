"""Finds what of one patient's record feeds no criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Raw
from msgspec.structs import replace

from criteria.facts import Fact
from criteria.reasons import ReasonCode
from mappings.codes.code_lists import ICD_10_CM
from mappings.codes.code_systems import HCPCS
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.answers import all_answers
from mappings.fhir.elements import Qualification, decoded_list, decoded_text
from mappings.fhir.references import reference_to
from mappings.fhir.resources import (
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
from mappings.unmapped.answer_values import merged_values
from mappings.unmapped.row import UnmappedKey, UnmappedKind, UnmappedRow
from mappings.unmapped.values_of import values_of

MAX_ROWS = 400
"""Of one patient; a record with more codes than that has them in other patients' records as well."""
MAX_NAME = 80
"""Characters of a name of a code; a longer one is no name."""

_NOT_ANSWERED = frozenset((ReasonCode.NOT_ON_FILE, ReasonCode.POLICY_SILENT))
_NOT_READ = frozenset(code for code in ReasonCode if code.is_unread)
_TOLD_BY_PEOPLE = frozenset(
    (ReasonCode.CANNOT_TELL, ReasonCode.CONFLICT_ONE_PERSON, ReasonCode.CONFLICT_PEOPLE)
)
"""What no mapping changes: somebody answered, and the answer settles nothing."""
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

    def of(self, record: PatientRecord, facts: Iterable[Fact]) -> tuple[UnmappedRow, ...]:
        """What feeds no criterion; `facts` are those that open criteria lack, as read."""
        rows: dict[UnmappedKey, UnmappedRow] = {}
        found = chain(
            chain.from_iterable(map(self._of_resource, record.meaningless_sent)),
            self._of_plans(record),
            self._of_practitioners(record),
            self._of_facts(facts),
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

    def _of_form(self, resource: Resource) -> Iterator[UnmappedRow]:
        """The answers of a form that the site does not list, by linkId."""
        canonical = string_or_empty(resource.questionnaire)
        for each in all_answers(resource.item) if canonical else ():
            if each.link_id:
                key = UnmappedKey(UnmappedKind.UNKNOWN_CODE, "QuestionnaireResponse", canonical, each.link_id)
                row = _row(key, each.text, resource)
                yield replace(row, values=values_of(each.answer))

    def _coded(self, kind: str, concepts: list[Concept], resource: Resource) -> Iterator[UnmappedRow]:
        """A row by each coding that is not the same everywhere; by the text where there is no coding."""
        for concept in concepts:
            text = string_or_empty(concept.text).strip()
            listed = [each for each in codings(concept) if code_of(each) and isinstance(each, Coding)]
            for coding in listed:
                display = decoded_text(coding.display) if isinstance(coding, Coding) else ""
                system = string_or_empty(coding.system)
                if system and self._mapping.systems.canonical(system) not in self._everywhere:
                    key = UnmappedKey(UnmappedKind.UNKNOWN_CODE, kind, system, code_of(coding))
                    yield _row(key, display or text, resource)
            if text and not listed and len(text) <= MAX_NAME:
                yield _row(UnmappedKey(UnmappedKind.NO_CODE, kind, text=text), text, resource)

    def _of_plans(self, record: PatientRecord) -> Iterator[UnmappedRow]:
        """The titles and categories of plans, by which a site may mark those of a service."""
        for found in record.plans:
            title = string_or_empty(found.resource.title).strip()
            if title and len(title) <= MAX_NAME:
                yield _row(UnmappedKey(UnmappedKind.NO_CODE, "CarePlan", text=title), title, found.resource)

    def _of_practitioners(self, record: PatientRecord) -> Iterator[UnmappedRow]:
        """Qualifications that the site does not list."""
        known = self._mapping.lpha_qualifications
        for sent in record.read:
            if sent.resource.resourceType == "Practitioner":
                for each in decoded_list(sent.resource.qualification, Qualification):
                    concept = each.code
                    if isinstance(concept, Concept) and not any(known.of(concept)):
                        yield from self._coded("Practitioner", [concept], sent.resource)

    def _of_facts(self, facts: Iterable[Fact]) -> Iterator[UnmappedRow]:
        """Facts of ours that something on record does not settle, or that nothing tells of."""
        for fact in facts:
            if fact.value is None and fact.code not in _TOLD_BY_PEOPLE:
                yield self._of_fact(fact)

    def _of_fact(self, fact: Fact) -> UnmappedRow:
        if fact.code is ReasonCode.STALE:
            kind, reason = UnmappedKind.TOO_OLD, fact.code.value
        elif fact.code in _NOT_READ:
            kind, reason = UnmappedKind.NEVER_SENT, fact.code.value
        elif fact.code in _NOT_ANSWERED:
            kind, reason = UnmappedKind.NOT_IN_RECORD, ""
        else:
            kind, reason = UnmappedKind.WRONG_FORM, fact.code.value
        key = UnmappedKey(kind, fact=fact.name, reason=reason)
        title = self._mapping.fact_map.facts[fact.name].title
        seen = fact.hints[0] if fact.hints and kind is not UnmappedKind.NOT_IN_RECORD else None
        return UnmappedRow(
            key,
            title,
            len(fact.hints) if seen else 0,
            day=seen.date[:10] if seen else "",
            reference=seen.reference if seen else "",
        )


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
