"""Judges by its statuses and dates whether a Condition is current, or was within the past year.

An element that is absent and one that cannot be read are different things: a
status that is not stated may leave a Condition standing, an unreadable one never.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from msgspec import Raw

from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Concept, Resource, codings, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts

DiagnosisPeriod = Literal["past-year", "current"]
PAST_YEAR = Span(1, "year")
UNREADABLE = "not readable"

_CURRENT = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "resolved"})
_CLINICAL = _CURRENT | _OVER | {"remission"}
_VERIFICATION = frozenset(
    {"confirmed", "unconfirmed", "provisional", "differential", "refuted", "entered-in-error"}
)


class Timed(NamedTuple):
    """Whether a Condition counts by its dates, and what to say of them."""

    counts: bool
    note: str = ""


class _End(NamedTuple):
    """An abatement: its date, where the record has one, and how to say so."""

    when: When | None
    note: str


def by_time(resource: Resource, period: DiagnosisPeriod, facts: PatientFacts) -> Timed:
    """Whether the disorder is current or, where the fact asks so, was within the past year."""
    status = clinical_status(resource)
    began = onset(resource, facts) or facts.when(resource.recordedDate)
    if began and began.first > facts.on:
        return Timed(False, "it is dated in the future")
    if status == UNREADABLE:
        return Timed(False, f"its clinical status is {status}")
    end = _end(resource, status, facts)
    if period == "current":
        return _now(status, end)
    return _in_past_year(status, end, resource, facts)


def clinical_status(resource: Resource) -> str:
    """Condition.clinicalStatus as a code; empty when it is not stated."""
    return _status(resource.clinicalStatus, _CLINICAL)


def verification_status(resource: Resource) -> str:
    """Condition.verificationStatus as a code; empty when it is not stated."""
    return _status(resource.verificationStatus, _VERIFICATION)


def onset(resource: Resource, facts: PatientFacts) -> When | None:
    """Condition.onset[x], as far as it is a date."""
    period = decoded_first(resource.onsetPeriod, Period)
    return facts.when(resource.onsetDateTime) or (facts.when(period.start) if period else None)


def _now(status: str, end: _End | None) -> Timed:
    if status and status not in _CURRENT:
        return Timed(False, f"its clinical status is {status}")
    if end:
        return Timed(False, end.note)
    return Timed(True, "" if status else "clinical status not stated")


def _in_past_year(status: str, end: _End | None, resource: Resource, facts: PatientFacts) -> Timed:
    since = PAST_YEAR.before(facts.on)
    if end:
        return _ended_since(since, end)
    if status in _CURRENT:
        return Timed(True)
    if status in _OVER:
        return Timed(False, f"{status}, and the record does not say when it ended")
    dated = [onset(resource, facts)]
    if not status:
        dated += [facts.when(resource.recordedDate), _encountered(resource, facts)]
    within = any(when and since <= when.first <= facts.on for when in dated)
    label = f"its clinical status is {status}" if status else "clinical status not stated"
    return Timed(within, label if within else f"{label}, and nothing dates it within the past year")


def _ended_since(since: date, end: _End) -> Timed:
    if end.when and end.when.first >= since:
        return Timed(True, end.note)
    over = end.when is not None and end.when.last < since
    return Timed(False, f"{end.note}, {'' if over else 'perhaps '}more than a year ago")


def _end(resource: Resource, status: str, facts: PatientFacts) -> _End | None:
    """The end of the disorder, where the record states one that does not lie in the future."""
    if not _has_abatement(resource):
        return None
    period = decoded_first(resource.abatementPeriod, Period)
    when = facts.when(resource.abatementDateTime) or (facts.when(period.end) if period else None)
    if when and when.first > facts.on:
        return None
    day = f"on {when.day}" if when else "on a day that the record does not give"
    return _End(when, f"active, but it ended {day}" if status in _CURRENT else f"it ended {day}")


def _has_abatement(resource: Resource) -> bool:
    others = (
        resource.abatementPeriod,
        resource.abatementAge,
        resource.abatementRange,
        resource.abatementString,
    )
    return resource.abatementDateTime is not None or not all(map(is_absent, others))


def _encountered(resource: Resource, facts: PatientFacts) -> When | None:
    """The start of the encounter the Condition was recorded in, where the EHR sent it."""
    encounter = facts.record.find(decoded_first(resource.encounter, Reference))
    period = decoded_first(encounter.resource.period, Period) if encounter else None
    return facts.when(period.start) if period else None


def _status(raw: Raw, known: frozenset[str]) -> str:
    """The known code of a status element, whatever its system; `UNREADABLE` where it holds none."""
    if is_absent(raw):
        return ""
    codes = (
        string_or_empty(coding.code).strip()
        for concept in decoded_list(raw, Concept)
        for coding in codings(concept)
    )
    return next((code for code in codes if code in known), UNREADABLE)
