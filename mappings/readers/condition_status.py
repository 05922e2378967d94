"""Judges by its statuses and dates whether a Condition is current, or was within the past year.

An element that is absent and one that cannot be read are different things: a
status that is not stated may leave a Condition standing, an unreadable one never.
What was diagnosed at a visit is judged by its dates: EHRs never close those.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from criteria.reasons import ReasonCode
from criteria.spans import Span
from mappings.codes.code_systems import Token
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first, decoded_list, is_stated
from mappings.fhir.references import Reference
from mappings.fhir.resources import ABSENT, Concept, Resource, codings, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.status_codes import (
    CLINICAL_STATUS,
    UNCLEAR,
    VERIFICATION_STATUS,
    stated_status,
)

DiagnosisPeriod = Literal["past-year", "current"]
PAST_YEAR = Span(1, "year")

_CURRENT = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "resolved"})
_VISITED = frozenset({"arrived", "triaged", "in-progress", "onleave", "finished"})
_NOT_STATED = "clinical status not stated"


class Timed(NamedTuple):
    """Whether a Condition counts by its dates, and what to say of them.

    `is_asked` where it does not, and a clinician's word on the past year settles it.
    """

    counts: bool
    note: str = ""
    code: ReasonCode = ReasonCode.STALE
    is_asked: bool = False


class _End(NamedTuple):
    """An abatement: its date, where the record has one, and how to say so."""

    when: When | None
    note: str


def by_time(resource: Resource, period: DiagnosisPeriod, facts: PatientFacts) -> Timed:
    """Whether the disorder is current or, where the fact asks so, was within the past year."""
    status = clinical_status(resource, facts)
    began = onset(resource, facts) or facts.when(resource.recordedDate)
    if began and began.first > facts.on:
        return Timed(False, "it is dated in the future", ReasonCode.FUTURE)
    if status in UNCLEAR:
        return Timed(False, f"its clinical status is {status}", ReasonCode.MODIFIER_NOT_UNDERSTOOD)
    end = _end(resource, status, facts)
    if period == "current" and status and status not in _CURRENT:
        code = ReasonCode.REMISSION if status == "remission" else ReasonCode.STALE
        return Timed(False, f"its clinical status is {status}", code)
    if end:
        return Timed(False, end.note) if period == "current" else _ended_since(end, facts.on)
    if not status or (status != "remission" and is_visit_diagnosis(resource, facts)):
        return _by_dates(resource, status, facts)
    if status in _CURRENT:
        return Timed(True)
    return _over(resource, status, facts)


def clinical_status(resource: Resource, facts: PatientFacts) -> str:
    """Condition.clinicalStatus as a code; empty when it is not stated."""
    return stated_status(resource.clinicalStatus, CLINICAL_STATUS, facts)


def verification_status(resource: Resource, facts: PatientFacts) -> str:
    """Condition.verificationStatus as a code; empty when it is not stated."""
    return stated_status(resource.verificationStatus, VERIFICATION_STATUS, facts)


def categories(resource: Resource, facts: PatientFacts) -> frozenset[Token]:
    """Condition.category as tokens; the few of a record are each read once."""
    if resource.category is ABSENT:
        return frozenset()
    key = (categories, bytes(resource.category))
    if key not in facts.kept:
        token = facts.mapping.terminology.token
        listed = decoded_list(resource.category, Concept)
        facts.kept[key] = frozenset(token(coding) for category in listed for coding in codings(category))
    found: frozenset[Token] = facts.kept[key]
    return found


def is_visit_diagnosis(resource: Resource, facts: PatientFacts) -> bool:
    """Whether it was diagnosed at a visit and is not on the problem list."""
    codes = {token.code for token in categories(resource, facts)}
    return "encounter-diagnosis" in codes and "problem-list-item" not in codes


def onset(resource: Resource, facts: PatientFacts) -> When | None:
    """Condition.onset[x], as far as it is a date."""
    period = decoded_first(resource.onsetPeriod, Period)
    return facts.when(resource.onsetDateTime) or (facts.when(period.start) if period else None)


def ended(resource: Resource, facts: PatientFacts) -> When | None:
    """Condition.abatement[x], as far as it is a date."""
    period = decoded_first(resource.abatementPeriod, Period)
    return facts.when(resource.abatementDateTime) or (facts.when(period.end) if period else None)


def _by_dates(resource: Resource, status: str, facts: PatientFacts) -> Timed:
    """What its dates alone say: when it was recorded, began, or the visit was."""
    since = PAST_YEAR.before(facts.on)
    stated = [facts.when(resource.recordedDate), onset(resource, facts)]
    visit = _visited(resource, facts)
    dates = [when for when in (*stated, *visit) if when]
    label = "a visit's diagnosis" if is_visit_diagnosis(resource, facts) else ""
    unstated = "" if status else _NOT_STATED
    within = any(when and since <= when.first <= facts.on for when in stated)
    if within or _overlaps_year(visit, since, facts.on):
        return Timed(True, "; ".join(filter(None, (label, unstated))))
    code = _unread_visit(resource, facts) or (ReasonCode.STALE if dates else ReasonCode.UNDATED)
    if not label:
        return Timed(False, f"{_NOT_STATED}, and nothing dates it within the past year", code, is_asked=True)
    last = max(dates, key=lambda when: when.end, default=None)
    return Timed(False, f"{label} of {last.first.year}" if last else f"{label} without a date", code, True)


def _over(resource: Resource, status: str, facts: PatientFacts) -> Timed:
    """What is said to be over, or in remission, and not when it ended."""
    if status in _OVER:
        note = f"{status}, and the record does not say when it ended"
        return Timed(False, note, ReasonCode.UNDATED, is_asked=True)
    began = onset(resource, facts)
    label = f"its clinical status is {status}"
    if began and PAST_YEAR.before(facts.on) <= began.first <= facts.on:
        return Timed(True, label)
    note = f"{label}, and nothing dates it within the past year"
    return Timed(False, note, ReasonCode.REMISSION, is_asked=True)


def _ended_since(end: _End, on: date) -> Timed:
    since = PAST_YEAR.before(on)
    if end.when and end.when.first >= since:
        return Timed(True, end.note)
    over = end.when is not None and end.when.last < since
    note = f"{end.note}, {'' if over else 'perhaps '}more than a year ago"
    return Timed(False, note, is_asked=not over)


def _end(resource: Resource, status: str, facts: PatientFacts) -> _End | None:
    """The end of the disorder, where the record states one that does not lie in the future."""
    if not has_abatement(resource):
        return None
    when = ended(resource, facts)
    if when and when.first > facts.on:
        return None
    day = f"on {when.day}" if when else "on a day that the record does not give"
    return _End(when, f"active, but it ended {day}" if status in _CURRENT else f"it ended {day}")


def has_abatement(resource: Resource) -> bool:
    """Whether it states that the disorder ended, be it in words."""
    others = (
        resource.abatementPeriod,
        resource.abatementAge,
        resource.abatementRange,
        resource.abatementString,
        resource.abatementString_,
    )
    return is_stated(resource, "abatementDateTime") or not all(map(is_absent, others))


def _visited(resource: Resource, facts: PatientFacts) -> tuple[When, ...]:
    """The first and the last day of the visit that the Condition is of, if it was sent and took place."""
    visit = facts.record.resolve(decoded_first(resource.encounter, Reference), resource)
    if visit is None or string_or_empty(visit.resource.status) not in _VISITED:
        return ()
    period = decoded_first(visit.resource.period, Period)
    return tuple(_read((period.start, period.end), facts)) if period else ()


def _unread_visit(resource: Resource, facts: PatientFacts) -> ReasonCode | None:
    """Why the visit that may date a Condition is not there, where visits were not read to the end."""
    named = decoded_first(resource.encounter, Reference)
    if named is None or facts.record.resolve(named, resource):
        return None
    return facts.record.unread.get("encounters")


def _read(written: tuple[object, ...], facts: PatientFacts) -> Iterator[When]:
    for each in written:
        if when := facts.when(each):
            yield when


def _overlaps_year(visit: tuple[When, ...], since: date, on: date) -> bool:
    """Whether a visit lies in the past year in part; without an end it is known on its first day only."""
    return bool(visit) and visit[0].first <= on and visit[-1].first >= since
