"""Reads diagnoses from Conditions: which count, which are near misses, which are over.

No list of conditions ever proves that a diagnosis is absent: problem lists are
incomplete and psychiatric entries are often withheld. Only a clinician's word
makes a diagnosis not met.
"""

from __future__ import annotations

from typing import NamedTuple

from criteria.facts import Evidence, Fact
from criteria.spans import Span
from criteria.truth import Truth
from mappings.dates import When, parse_when
from mappings.fact_map import DiagnosisSpec
from mappings.inquiry import Inquiry
from mappings.record import Diagnosis
from mappings.resources import Concept, Period, Reference, Resource, codings, first, opened, target_of, text

PAST_YEAR = Span(1, "year")
_SHOWN = 3

_CURRENT = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "resolved"})
_DROPPED = frozenset({"refuted", "entered-in-error"})


class _Judged(NamedTuple):
    counts: bool
    token: str
    note: str


def read_diagnosis(name: str, spec: DiagnosisSpec, inquiry: Inquiry) -> Fact:
    """Whether a diagnosis of the value set is documented as current, or within the past year."""
    met: list[Evidence] = []
    open_ones: list[Evidence] = []
    for diagnosis in inquiry.record.diagnoses.get(spec.value_set, ()):
        judged = _judge(diagnosis, spec, inquiry)
        if judged:
            (met if judged.counts else open_ones).append(_cited(name, diagnosis, judged))
    met.sort(key=lambda evidence: evidence.date, reverse=True)
    denial = inquiry.facts["no-qualifying-diagnosis"]
    if denial.truth is Truth.MET:
        return _denied(name, denial, met, open_ones)
    if met:
        return Fact(name, Truth.MET, evidence=tuple(met[:_SHOWN]), hints=tuple(open_ones[:_SHOWN]))
    return Fact(name, reason=_silence(open_ones, inquiry), hints=tuple(open_ones[:_SHOWN]))


def _denied(name: str, denial: Fact, met: list[Evidence], open_ones: list[Evidence]) -> Fact:
    if not met:
        return Fact(name, Truth.NOT_MET, evidence=denial.evidence, hints=tuple(open_ones[:_SHOWN]))
    reason = "conflict: a clinician answered that there is no qualifying diagnosis, and the record has one"
    return Fact(name, reason=reason, hints=(*met[:_SHOWN], *denial.evidence))


def _silence(open_ones: list[Evidence], inquiry: Inquiry) -> str:
    if open_ones:
        return f"{open_ones[0].code.rpartition('|')[2]}: {open_ones[0].note}"
    sent = inquiry.record.counts.get("Condition", 0)
    return (
        f"no qualifying diagnosis among the {sent} conditions the EHR sent"
        if sent
        else "the EHR sent no conditions"
    )


def _cited(name: str, diagnosis: Diagnosis, judged: _Judged) -> Evidence:
    resource = diagnosis.resource
    when = parse_when(resource.recordedDate) or _onset(resource)
    status = _status(resource.clinicalStatus) or "status not stated"
    return Evidence(name, diagnosis.reference, when.day if when else "", judged.token, status, judged.note)


def _judge(diagnosis: Diagnosis, spec: DiagnosisSpec, inquiry: Inquiry) -> _Judged | None:
    """What a Condition says of the value set; None when it is no diagnosis at all."""
    resource = diagnosis.resource
    verification = _status(resource.verificationStatus)
    if verification in _DROPPED or _is_social_need(resource, inquiry):
        return None
    coded = _by_codes(diagnosis, spec, inquiry)
    if not coded.counts:
        return coded
    if verification not in ("confirmed", ""):
        return coded._replace(counts=False, note=f"its verification status is {verification}, not confirmed")
    timed = _by_time(resource, spec, inquiry)
    notes = [coded.note, "" if verification else "verification not stated", timed.note]
    return _Judged(timed.counts, coded.token, "; ".join(note for note in notes if note))


def _by_codes(diagnosis: Diagnosis, spec: DiagnosisSpec, inquiry: Inquiry) -> _Judged:
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
            return _in_remission(str(token), spec, inquiry)
    notes = ["a header code, not a billable one"] if membership.role == "header" else []
    if diagnosis.unlisted:
        notes.append("a further coding is in none of our lists")
    return _Judged(True, str(token), "; ".join(notes))


def _counted(membership: object) -> bool:
    return getattr(membership, "role", None) in ("code", "header")


def _in_remission(token: str, spec: DiagnosisSpec, inquiry: Inquiry) -> _Judged:
    if spec.period == "current":
        return _Judged(False, token, "in remission")
    active = inquiry.facts["dx-active-past-year"].truth
    if active is Truth.MET:
        return _Judged(True, token, "in remission; a clinician answered that it was active in the past year")
    if active is Truth.NOT_MET:
        return _Judged(
            False, token, "in remission; a clinician answered that it was not active in the past year"
        )
    return _Judged(False, token, "in remission: was it active in the past year?")


class _Timed(NamedTuple):
    counts: bool
    note: str = ""


def _by_time(resource: Resource, spec: DiagnosisSpec, inquiry: Inquiry) -> _Timed:
    status = _status(resource.clinicalStatus)
    began = _onset(resource) or parse_when(resource.recordedDate)
    if began and began.first > inquiry.on:
        return _Timed(False, "it is dated in the future")
    ended = _abatement(resource)
    if ended and ended.first > inquiry.on:
        ended = None
    if spec.period == "current":
        return _now(status, ended)
    return _in_past_year(status, ended, resource, inquiry)


def _now(status: str, ended: When | None) -> _Timed:
    if status in _CURRENT:
        return _Timed(False, f"active, but it ended on {ended.day}") if ended else _Timed(True)
    if not status:
        return (
            _Timed(False, f"it ended on {ended.day}") if ended else _Timed(True, "clinical status not stated")
        )
    return _Timed(False, f"its clinical status is {status}")


def _in_past_year(status: str, ended: When | None, resource: Resource, inquiry: Inquiry) -> _Timed:
    since = PAST_YEAR.before(inquiry.on)
    if ended:
        note = f"active, but it ended on {ended.day}" if status in _CURRENT else f"ended on {ended.day}"
        within = ended.first >= since
        return _Timed(within, note if within else f"{note}, more than a year ago")
    if status in _CURRENT:
        return _Timed(True)
    if status in _OVER:
        return _Timed(False, f"{status}, and the record does not say when it ended")
    dated = (
        [_onset(resource)]
        if status
        else [parse_when(resource.recordedDate), _onset(resource), _met(resource, inquiry)]
    )
    within = any(when and since <= when.first <= inquiry.on for when in dated)
    label = f"its clinical status is {status}" if status else "clinical status not stated"
    return _Timed(within, label if within else f"{label}, and nothing dates it within the past year")


def _onset(resource: Resource) -> When | None:
    period = first(resource.onsetPeriod, Period)
    return parse_when(resource.onsetDateTime) or (parse_when(period.start) if period else None)


def _abatement(resource: Resource) -> When | None:
    period = first(resource.abatementPeriod, Period)
    return parse_when(resource.abatementDateTime) or (parse_when(period.end) if period else None)


def _met(resource: Resource, inquiry: Inquiry) -> When | None:
    """The start of the encounter the Condition was recorded in, where the EHR sent it."""
    encounter = inquiry.record.by_reference.get(target_of(first(resource.encounter, Reference)))
    period = first(encounter.period, Period) if encounter else None
    return parse_when(period.start) if period else None


def _status(raw: object) -> str:
    """The first code of a status element; the code systems of both statuses leave no room for doubt."""
    concept = first(raw, Concept)  # type: ignore[arg-type]
    return next((text(coding.code).strip() for coding in codings(concept) if text(coding.code)), "")


def _is_social_need(resource: Resource, inquiry: Inquiry) -> bool:
    system = inquiry.mapping.systems.uris["us-core-category"]
    return any(
        text(coding.code) == "sdoh" and inquiry.mapping.systems.canonical(coding.system) == system
        for category in opened(resource.category, Concept)
        for coding in codings(category)
    )
