"""Every kind of fact, and the facts of a patient, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from criteria.facts import Evidence, Fact
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec, Kinds
from mappings.codes.site_mapping import SiteMapping
from mappings.hints.registry import HINT_READERS, read_hints
from mappings.hints.site_instruments import site_hints, site_hints_considered
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.attestation import ATTESTATION
from mappings.readers.birth_date import BIRTH_DATE
from mappings.readers.calocus import CALOCUS
from mappings.readers.change import CHANGE
from mappings.readers.concurrent_service import CONCURRENT_SERVICE
from mappings.readers.date_fact import DATE
from mappings.readers.deceased_fact import DECEASED
from mappings.readers.diagnosis import DIAGNOSIS
from mappings.readers.event_date import EVENT_DATE
from mappings.readers.events_fact import EVENTS
from mappings.readers.fact_reader import FactReader
from mappings.readers.form_item import FormItem
from mappings.readers.goals_improved import GOALS_IMPROVED
from mappings.readers.group import GROUP
from mappings.readers.improvement import IMPROVEMENT
from mappings.readers.provider_type import PROVIDER_TYPE
from mappings.readers.rating import RATING
from mappings.readers.recommendation import RECOMMENDATION
from mappings.readers.score import SCORE
from mappings.readers.start_date import START_DATE
from mappings.readers.unread import as_far_as_read
from mappings.record.patient_record import PatientRecord
from mappings.search_keys import SearchKey

FACT_READERS: Mapping[type[FactSpec], FactReader[Any]] = {
    reader.spec: reader
    for reader in (
        BIRTH_DATE,
        PROVIDER_TYPE,
        ATTESTATION,
        RECOMMENDATION,
        DIAGNOSIS,
        SCORE,
        CALOCUS,
        GROUP,
        RATING,
        IMPROVEMENT,
        GOALS_IMPROVED,
        EVENT_DATE,
        START_DATE,
        DATE,
        EVENTS,
        CHANGE,
        CONCURRENT_SERVICE,
        DECEASED,
    )
}
"""Every kind of fact, by its spec."""

KINDS = Kinds(tuple(FACT_READERS), tuple((reader.name, reader.spec) for reader in HINT_READERS.values()))
"""What `facts.yaml` may choose from."""


def patient_facts(record: PatientRecord, mapping: SiteMapping, under_review: UnderReview) -> PatientFacts:
    """The facts of one patient for one service on one day."""
    return PatientFacts(record, mapping, under_review, _read_fact)


def described(name: str, fact_map: FactMap) -> str:
    """Where a fact is read from in FHIR, in one line for the generated documentation."""
    spec = fact_map.facts[name]
    return FACT_READERS[type(spec)].describe(name, spec, fact_map)


def item_of(name: str, fact_map: FactMap) -> FormItem | None:
    """The question by which a form asks for a fact; None where no person can answer it."""
    spec = fact_map.facts[name]
    return FACT_READERS[type(spec)].asks(name, spec, fact_map)


def considered(name: str, facts: PatientFacts) -> Iterator[Evidence]:
    """All that was considered for a fact, each with why it does not give it; for an explanation."""
    spec = facts.mapping.fact_map.facts[name]
    yield from FACT_READERS[type(spec)].considers(name, spec, facts)
    yield from site_hints_considered(name, facts)


def looked_into(name: str, fact_map: FactMap) -> tuple[SearchKey, ...]:
    """The searches without which nobody can say that a fact is not on file."""
    reader = FACT_READERS[type(fact_map.facts[name])]
    return reader.settled_by or reader.searches


def _read_fact(name: str, facts: PatientFacts) -> Fact:
    spec = facts.mapping.fact_map.facts[name]
    reader = FACT_READERS[type(spec)]
    fact = as_far_as_read(reader.read(name, spec, facts), reader, facts)
    if fact.value is not None:
        return fact
    beside = (*read_hints(name, spec.hints, facts), *site_hints(name, facts))
    return Fact(name, None, fact.reason, fact.evidence, (*fact.hints, *beside), fact.code)
