"""Judges whether a plan of care or an order is in force: begun and not ended, and more than a proposal.

EHRs seldom close what is over. A period that has ended counts against a status
that still says active; a short lapse does not, since reauthorizations come late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mappings.fhir.dates import When
from mappings.fhir.elements import Period, Repeat, Timing, decoded_first
from mappings.fhir.resources import Resource, as_a, list_of, string_or_empty
from mappings.patient_facts import PatientFacts

UNDATED = "the order has no date"

_NO_PLAN = frozenset({"proposal", "option"})
NO_ORDER = frozenset({"proposal", "plan", "option"})


class Force(NamedTuple):
    """Whether a plan or order is in force: since when, why it is not, or what to say where it is."""

    since: When | None
    problem: str = ""
    note: str = ""


class _Span(NamedTuple):
    """From when to when a plan or order is for, as far as it says."""

    start: When | None
    end: When | None


def plan_in_force(plan: Resource, facts: PatientFacts) -> Force:
    """Whether a CarePlan is in force, whatever it is a plan for."""
    span = _period(decoded_first(plan.period, Period), facts)
    if problem := _not_active("plan", plan, _NO_PLAN):
        return Force(span.start, problem)
    if span.start and span.start.last > facts.on:
        return Force(span.start, "the plan has not begun")
    return _unless_ended(span, facts)


def order_in_force(order: Resource, facts: PatientFacts) -> Force:
    """Whether an order on file is in force: its occurrence has begun, or it was written before this day.

    One that says no end counts for as long as the site has it, a year unless it says otherwise.
    """
    authored = facts.when(order.authoredOn)
    span = _occurrence(order, facts)
    since = span.start or authored
    if problem := _not_active("order", order, NO_ORDER):
        return Force(since, problem)
    if since is None:
        return Force(None, UNDATED)
    if since.last > facts.on or (not span.start and since.last == facts.on):
        return Force(since, "the order has not begun")
    if span.end:
        return _unless_ended(span, facts)
    lasts = facts.mapping.site.order_lasts
    if since.first < lasts.before(facts.on):
        return Force(since, f"the order of {since.day} says no end, and is more than {lasts} old")
    return Force(since)


def _not_active(what: str, resource: Resource, no_intents: frozenset[str]) -> str:
    """Why a plan or order is not active, or only proposed; empty where it is."""
    status, intent = string_or_empty(resource.status), string_or_empty(resource.intent)
    if status != "active":
        return f"the {what} is {status or 'without a status'}"
    return f"the {what} is only a {intent}" if intent in no_intents else ""


def _unless_ended(span: _Span, facts: PatientFacts) -> Force:
    end = span.end
    if end is None or end.last >= facts.on:
        return Force(span.start)
    ended = f"ended {end.day}, still marked active"
    if _lapsed(end.last, facts):
        return Force(span.start, ended)
    return Force(span.start, note=f"{ended}; within the lapse of {facts.mapping.site.lapse}")


def _lapsed(end: date, facts: PatientFacts) -> bool:
    return end < facts.mapping.site.lapse.before(facts.on)


def _period(period: Period | None, facts: PatientFacts) -> _Span:
    return _Span(facts.when(period.start), facts.when(period.end)) if period else _Span(None, None)


def _occurrence(order: Resource, facts: PatientFacts) -> _Span:
    """An order's occurrence[x]: a period, the bounds of a timing, or the days it names."""
    period, timing = (
        decoded_first(order.occurrencePeriod, Period),
        decoded_first(order.occurrenceTiming, Timing),
    )
    repeat = as_a(timing.repeat, Repeat) if timing else None
    bounds = as_a(repeat.boundsPeriod, Period) if repeat else None
    for found in (period, bounds):
        span = _period(found, facts)
        if span.start or span.end:
            return span
    days = [order.occurrenceDateTime, *(list_of(timing.event, str) if timing else ())]
    return _Span(min(_read(days, facts), key=lambda when: when.start, default=None), None)


def _read(written: list[object], facts: PatientFacts) -> Iterator[When]:
    for each in written:
        if when := facts.when(each):
            yield when
