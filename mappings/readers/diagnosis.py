"""Reads diagnoses from Conditions: which count, which are near misses, which are over.

No list of conditions ever proves that a diagnosis is absent: problem lists are
incomplete and psychiatric entries are often withheld. Only a clinician's word
makes a diagnosis not met.
"""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

from criteria.facts import Evidence, Fact, FactKind, FactType
from criteria.strict_model import Text
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.elements import decoded_list
from mappings.fhir.resources import Concept, Resource, codings, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.condition_status import (
    DiagnosisPeriod,
    Timed,
    by_time,
    clinical_status,
    onset,
    verification_status,
)
from mappings.readers.fact_reader import FactReader
from mappings.record.patient_record import Diagnosis

_SHOWN = 3
_DROPPED = frozenset({"refuted", "entered-in-error"})


class DiagnosisSpec(FactSpec):
    """A current Condition of a value set; `past-year` also counts one that ended within a calendar year."""

    coded: ClassVar[bool] = False
    reader: Literal["diagnosis"]
    value_set: Text
    period: DiagnosisPeriod
    denied_by: str | None = None
    """The attestation that there is none, as the policy asks for it."""

    @property
    def type(self) -> FactType:
        return FactType(FactKind.TRUTH, is_diagnosis=True)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return (self.denied_by,) if self.denied_by else ()

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.value_set,)


class _Judged(NamedTuple):
    counts: bool
    token: str
    note: str
    attested: bool = False
    """Whether a clinician's word, not its dates, puts it within the past year."""


def read_diagnosis(name: str, spec: DiagnosisSpec, facts: PatientFacts) -> Fact:
    """Whether a diagnosis of the value set is documented as current, or within the past year."""
    met: list[Evidence] = []
    open_ones: list[Evidence] = []
    for diagnosis in facts.record.diagnoses.get(spec.value_set, ()):
        judged = _judge(diagnosis, spec, facts)
        if judged:
            (met if judged.counts else open_ones).append(_cited(name, diagnosis, judged, facts))
    for listed in (met, open_ones):
        listed.sort(key=lambda evidence: (evidence.date, evidence.reference), reverse=True)
    denial = facts[spec.denied_by] if spec.denied_by else None
    if denial and denial.truth is Truth.MET:
        return _denied(name, denial, met, open_ones)
    if met:
        return Fact(name, Truth.MET, evidence=tuple(met[:_SHOWN]), hints=tuple(open_ones[:_SHOWN]))
    return Fact(name, reason=_silence(open_ones, facts), hints=tuple(open_ones[:_SHOWN]))


def qualifying(references: frozenset[str], facts: PatientFacts) -> frozenset[str]:
    """Those of the references that are to Conditions which count for some diagnosis."""
    return frozenset(
        diagnosis.reference
        for spec in facts.mapping.fact_map.facts.values()
        if isinstance(spec, DiagnosisSpec)
        for diagnosis in facts.record.diagnoses.get(spec.value_set, ())
        if diagnosis.reference in references
        and (judged := _judge(diagnosis, spec, facts)) is not None
        and judged.counts
    )


def _denied(name: str, denial: Fact, met: list[Evidence], open_ones: list[Evidence]) -> Fact:
    if not met:
        return Fact(name, Truth.NOT_MET, evidence=denial.evidence, hints=tuple(open_ones[:_SHOWN]))
    reason = "conflict: a clinician answered that there is no qualifying diagnosis, and the record has one"
    return Fact(name, reason=reason, hints=(*met[:_SHOWN], *denial.evidence))


def _silence(open_ones: list[Evidence], facts: PatientFacts) -> str:
    if open_ones:
        return f"{open_ones[0].code.rpartition('|')[2]}: {open_ones[0].note}"
    sent = facts.record.conditions_sent
    return (
        f"no qualifying diagnosis among the {sent} conditions the EHR sent"
        if sent
        else "the EHR sent no conditions"
    )


def _cited(name: str, diagnosis: Diagnosis, judged: _Judged, facts: PatientFacts) -> Evidence:
    resource = diagnosis.resource
    when = facts.when(resource.recordedDate) or onset(resource, facts)
    status = clinical_status(resource) or "status not stated"
    return Evidence(name, diagnosis.reference, when.day if when else "", judged.token, status, judged.note)


def _judge(diagnosis: Diagnosis, spec: DiagnosisSpec, facts: PatientFacts) -> _Judged | None:
    """What a Condition says of the value set; None when it is no diagnosis at all."""
    resource = diagnosis.resource
    verification = verification_status(resource)
    if verification in _DROPPED or _is_social_need(resource, facts):
        return None
    coded = _by_codes(diagnosis, spec, facts)
    if not coded.counts:
        return coded
    if verification not in ("confirmed", ""):
        return coded._replace(counts=False, note=f"its verification status is {verification}, not confirmed")
    timed = Timed(True) if coded.attested else by_time(resource, spec.period, facts)
    notes = [coded.note, "" if verification else "verification not stated", timed.note]
    return _Judged(timed.counts, coded.token, "; ".join(note for note in notes if note))


def _by_codes(diagnosis: Diagnosis, spec: DiagnosisSpec, facts: PatientFacts) -> _Judged:
    """The coding that speaks for the value set, and whether the others agree with it.

    The first coding that is in the set speaks; one that a user selected
    settles a disagreement.
    """
    found = [(token, known.get(spec.value_set), selected) for token, known, selected in diagnosis.known]
    chosen = [each for each in found if each[2]] or found
    token, membership, _ = next((each for each in chosen if each[1]), chosen[0])
    if membership is None or any(_counted(m) != _counted(membership) for _, m, _ in chosen):
        return _Judged(False, str(token), "its codings disagree")
    match membership.role:
        case "review":
            return _Judged(False, str(token), membership.reason)
        case "remission":
            return _in_remission(str(token), spec, facts)
    notes = ["a header code, not a billable one"] if membership.role == "header" else []
    if diagnosis.unlisted:
        notes.append("a further coding is in none of our lists")
    return _Judged(True, str(token), "; ".join(notes))


def _counted(membership: object) -> bool:
    return getattr(membership, "role", None) in ("code", "header")


def _in_remission(token: str, spec: DiagnosisSpec, facts: PatientFacts) -> _Judged:
    if spec.period == "current":
        return _Judged(False, token, "in remission")
    active = facts["dx-active-past-year"].truth
    if active is Truth.MET:
        note = "in remission; a clinician answered that it was active in the past year"
        return _Judged(True, token, note, attested=True)
    if active is Truth.NOT_MET:
        return _Judged(
            False, token, "in remission; a clinician answered that it was not active in the past year"
        )
    return _Judged(False, token, "in remission: was it active in the past year?")


def _is_social_need(resource: Resource, facts: PatientFacts) -> bool:
    system = facts.mapping.systems.uris["us-core-category"]
    return any(
        string_or_empty(coding.code) == "sdoh" and facts.mapping.systems.canonical(coding.system) == system
        for category in decoded_list(resource.category, Concept)
        for coding in codings(category)
    )


def _described(_: str, spec: DiagnosisSpec, __: FactMap) -> str:
    period = "current or within the past year" if spec.period == "past-year" else "current"
    return f"Condition of value set `{spec.value_set}`, {period}"


DIAGNOSIS = FactReader(DiagnosisSpec, read_diagnosis, ("conditions", "encounters"), _described)
