"""Reads diagnoses from Conditions: which count, which are near misses, which are over.

No list of conditions ever proves that a diagnosis is absent: problem lists are
incomplete and psychiatric entries are often withheld. Only a clinician's word
makes a diagnosis not met.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.fhir.resources import Concept, as_a, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.active_past_year import as_answered
from mappings.readers.coded_name import coded_name
from mappings.readers.condition_status import clinical_status, onset
from mappings.readers.diagnosis_judged import DiagnosisFact, Judged, judged, why_no_diagnosis
from mappings.readers.fact_reader import FactReader
from mappings.readers.listed_diagnoses import listed_diagnoses
from mappings.readers.near_misses import NOT_LISTED, near_misses, on_no_list
from mappings.record.patient_record import Diagnosis

_SHOWN = 3


class DiagnosisSpec(DiagnosisFact):
    """A current Condition of a value set; `past-year` also counts one that ended within a calendar year."""

    reader: Literal["diagnosis"]


class _Cited(NamedTuple):
    """A Condition as it is cited, and what it was judged to say."""

    evidence: Evidence
    found: Judged


def read_diagnosis(name: str, spec: DiagnosisSpec, facts: PatientFacts) -> Fact:
    """Whether a diagnosis of the value set is documented as current, or within the past year."""
    met: list[_Cited] = []
    open_ones: list[_Cited] = []
    for diagnosis in listed_diagnoses(facts).get(spec.value_set, ()):
        if found := judged(diagnosis, spec, facts):
            found = as_answered(diagnosis, found, facts)
            (met if found.counts else open_ones).append(_cited(name, diagnosis, found, facts))
    met.sort(key=_by_date, reverse=True)
    open_ones.sort(key=_by_date, reverse=True)
    denial = facts[spec.denied_by] if spec.denied_by else None
    if denial and denial.truth is Truth.MET:
        return _denied(name, denial, _shown(met), _shown(open_ones))
    if met:
        return Fact(name, Truth.MET, evidence=_shown(met), hints=_shown(open_ones))
    return _not_on_file(name, spec, open_ones, facts)


def qualifying(references: frozenset[str], facts: PatientFacts) -> frozenset[str]:
    """Those of the references that are to Conditions which count for some diagnosis."""
    if not references:
        return frozenset()
    return frozenset(
        diagnosis.reference
        for spec in facts.mapping.fact_map.facts.values()
        if isinstance(spec, DiagnosisSpec)
        for diagnosis in listed_diagnoses(facts).get(spec.value_set, ())
        if diagnosis.reference in references
        and (found := judged(diagnosis, spec, facts)) is not None
        and as_answered(diagnosis, found, facts).counts
    )


def _denied(name: str, denial: Fact, met: tuple[Evidence, ...], open_ones: tuple[Evidence, ...]) -> Fact:
    if not met:
        return Fact(name, Truth.NOT_MET, evidence=denial.evidence, hints=open_ones)
    reason = "conflict: a clinician answered that there is no qualifying diagnosis, and the record has one"
    return Fact(name, reason=reason, hints=(*met, *denial.evidence), code=ReasonCode.CONFLICT_PEOPLE)


def _not_on_file(name: str, spec: DiagnosisSpec, open_ones: list[_Cited], facts: PatientFacts) -> Fact:
    """What comes nearest: what is of the value set and open, else what is on no list of the policy."""
    shown = _shown(open_ones)
    for evidence, found in open_ones:
        if not found.is_near:
            return Fact(name, reason=f"{_bare(evidence)}: {evidence.note}", hints=shown, code=found.code)
    near = [f"{_bare(evidence)} ({evidence.note})" for evidence in shown]
    if near := list(dict.fromkeys([*near, *near_misses(spec, facts)])):
        reason = f"{NOT_LISTED}: {', '.join(near)}"
        return Fact(name, reason=reason, hints=shown, code=ReasonCode.NEAR_MISS)
    sent = facts.record.conditions_sent
    silent = f"no qualifying diagnosis among the {sent} conditions the EHR sent"
    return Fact(name, reason=silent if sent else "the EHR sent no conditions")


def _cited(name: str, diagnosis: Diagnosis, found: Judged, facts: PatientFacts) -> _Cited:
    resource = diagnosis.resource
    when = facts.when(resource.recordedDate) or onset(resource, facts)
    status = clinical_status(resource, facts) or "status not stated"
    day = when.day if when else ""
    called = as_a(resource.code, Concept)
    display = (string_or_empty(called.text) if called else "") or coded_name(resource, found.token, facts)
    evidence = Evidence(name, diagnosis.reference, day, found.token, status, found.note, display=display)
    return _Cited(evidence, found)


def _shown(cited: list[_Cited]) -> tuple[Evidence, ...]:
    return tuple(each.evidence for each in cited[:_SHOWN])


def _bare(evidence: Evidence) -> str:
    return evidence.code.rpartition("|")[2]


def _by_date(cited: _Cited) -> tuple[str, str]:
    return cited.evidence.date, cited.evidence.reference


def _described(_: str, spec: DiagnosisSpec, __: FactMap) -> str:
    period = "current or within the past year" if spec.period == "past-year" else "current"
    denied = f"; denied by `{spec.denied_by}`" if spec.denied_by else ""
    return f"Condition of value set `{spec.value_set}`, {period}{denied}"


def _considered(name: str, spec: DiagnosisSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """Every Condition of the value set; while it is open, the disorders on none of the policy's lists too."""
    for diagnosis in listed_diagnoses(facts).get(spec.value_set, ()):
        if found := judged(diagnosis, spec, facts):
            yield _cited(name, diagnosis, as_answered(diagnosis, found, facts), facts).evidence
        else:
            dropped = Judged(False, _listed_code(diagnosis), why_no_diagnosis(diagnosis.resource, facts))
            yield _cited(name, diagnosis, dropped, facts).evidence
    if facts[name].value is None and not spec.social_needs:
        for diagnosis in on_no_list(facts):
            near = Judged(False, _listed_code(diagnosis), NOT_LISTED)
            yield _cited(name, diagnosis, near, facts).evidence


def _listed_code(diagnosis: Diagnosis) -> str:
    return str(diagnosis.known[0][0])


DIAGNOSIS = FactReader(
    DiagnosisSpec,
    read_diagnosis,
    ("conditions", "encounters"),
    _described,
    settled_by=("conditions",),
    undone_by=("conditions",),
    lasts_when_met=True,
    considers=_considered,
)
