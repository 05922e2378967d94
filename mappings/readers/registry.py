"""Facts out of a record, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from criteria.facts import Evidence, Fact
from criteria.spans import parse_birth_date
from criteria.truth import Truth
from mappings.codes.fact_specs import (
    AttestationSpec,
    BirthDateSpec,
    CalocusSpec,
    DiagnosisSpec,
    EventDateSpec,
    GoalsImprovedSpec,
    ImprovementSpec,
    ProviderTypeSpec,
    RatingSpec,
    RecommendationSpec,
    ScoreSpec,
    StartDateSpec,
)
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.dates import parse_when
from mappings.fhir.resources import string_or_empty
from mappings.hints.registry import read_hints, site_hints
from mappings.patient_facts import PatientFacts
from mappings.readers import attestations, calocus, diagnosis, goals_improved, score, service_start
from mappings.record.patient_record import PatientRecord


def patient_facts(record: PatientRecord, mapping: SiteMapping, service: str, on: date) -> PatientFacts:
    """The facts of one patient for one service on one day."""
    return PatientFacts(record, mapping, service, on, _read_fact)


def _read_fact(name: str, facts: PatientFacts) -> Fact:
    spec = facts.mapping.fact_map.facts[name]
    fact = _READERS[type(spec)](name, spec, facts)
    if fact.value is not None:
        return fact
    beside = (*read_hints(name, spec.hints, facts), *site_hints(name, facts))
    return Fact(name, reason=fact.reason, evidence=fact.evidence, hints=(*fact.hints, *beside))


def is_deceased(record: PatientRecord, on: date) -> bool:
    """Whether Patient.deceased[x] says that the person died on or before a day."""
    patient = record.patient
    if patient is None:
        return False
    died = parse_when(patient.deceasedDateTime)
    return patient.deceasedBoolean is True or (died is not None and died.first <= on)


def _birth_date(name: str, spec: BirthDateSpec, facts: PatientFacts) -> Fact:
    patient = facts.record.patient
    if patient is None or patient.birthDate in (None, ""):
        return Fact(name, reason="the EHR sent no birth date")
    written = string_or_empty(patient.birthDate).strip()
    try:
        birth = parse_birth_date(written)
    except ValueError:
        return Fact(name, reason="the birth date on file cannot be read")
    if birth.earliest > facts.on:
        return Fact(name, reason="the birth date on file lies in the future")
    proof = Evidence(name, f"Patient/{facts.record.patient_id}", written, value=written)
    return Fact(name, birth, evidence=(proof,))


def _provider_type(name: str, spec: ProviderTypeSpec, facts: PatientFacts) -> Fact:
    site = facts.mapping.site
    if site.provider_type is None:
        return Fact(name, reason="the site's file does not say whether the provider is private or public")
    truth = Truth.MET if site.provider_type == "private" else Truth.NOT_MET
    return Fact(name, truth, evidence=(Evidence(name, value=site.provider_type, note="set by the site"),))


_READERS: Mapping[type[Any], Callable[[str, Any, PatientFacts], Fact]] = {
    AttestationSpec: attestations.read_attestation,
    RecommendationSpec: attestations.read_recommendation,
    EventDateSpec: attestations.read_event_date,
    RatingSpec: attestations.read_rating,
    ImprovementSpec: attestations.read_improvement,
    BirthDateSpec: _birth_date,
    ProviderTypeSpec: _provider_type,
    DiagnosisSpec: diagnosis.read_diagnosis,
    ScoreSpec: score.read_score,
    CalocusSpec: calocus.read_calocus,
    GoalsImprovedSpec: goals_improved.read_goals_improved,
    StartDateSpec: service_start.read_start_date,
}
