"""From when to when a plan, an activity of it or an order is for, by its Period or Timing.

A date that is stated and cannot be read is not an absent one: nothing then
tells whether the time has come, or is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Raw

from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, Quantity, Repeat, Timing, decoded_first, is_stated
from mappings.fhir.resources import Resource, as_a, is_absent, list_of, string_or_empty
from mappings.patient_facts import PatientFacts

_UNITS: Mapping[str, Span] = {
    "d": Span(1, "day"),
    "wk": Span(7, "day"),
    "mo": Span(1, "month"),
    "a": Span(1, "year"),
}
"""Units of a Duration in UCUM, as far as services are ordered in them."""


class StatedSpan(NamedTuple):
    """The first and the last day, as far as they are stated; `is_unclear` where one cannot be read."""

    start: When | None = None
    end: When | None = None
    is_unclear: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether anything is said of it."""
        return self != StatedSpan()


def span_of_period(raw: Raw, facts: PatientFacts) -> StatedSpan:
    """What a Period says."""
    if is_absent(raw):
        return StatedSpan()
    period = decoded_first(raw, Period)
    if period is None:
        return StatedSpan(is_unclear=True)
    start, end = facts.when(period.start), facts.when(period.end)
    unread = [
        start is None and (period.start is not None or not is_absent(period.start_)),
        end is None and (period.end is not None or not is_absent(period.end_)),
        start is end is None and not is_absent(period.extension),
    ]
    return StatedSpan(start, end, any(unread))


def span_of_timing(raw: Raw, since: When | None, facts: PatientFacts) -> StatedSpan:
    """What a Timing says: its bounds, else the first of the days it names.

    A duration counts from that day, or from `since`.
    """
    if is_absent(raw):
        return StatedSpan()
    timing = decoded_first(raw, Timing)
    repeat = as_a(timing.repeat or Repeat(), Repeat) if timing else None
    if timing is None or repeat is None:
        return StatedSpan(is_unclear=True)
    bounds = span_of_period(repeat.boundsPeriod, facts)
    if bounds.is_stated:
        return bounds
    days = [when for event in list_of(timing.event, str) if (when := facts.when(event))]
    first = min(days, key=lambda when: when.start, default=None)
    if is_absent(repeat.boundsDuration):
        return StatedSpan(first, is_unclear=timing.event is not None and first is None)
    end = _after(first or since, decoded_first(repeat.boundsDuration, Quantity), facts)
    return StatedSpan(first or since, end, is_unclear=end is None)


def span_of_order(order: Resource, facts: PatientFacts) -> StatedSpan:
    """An order's occurrence[x]."""
    period = span_of_period(order.occurrencePeriod, facts)
    if period.is_stated:
        return period
    timing = span_of_timing(order.occurrenceTiming, facts.when(order.authoredOn), facts)
    if timing.is_stated:
        return timing
    on = facts.when(order.occurrenceDateTime)
    return StatedSpan(on, is_unclear=on is None and is_stated(order, "occurrenceDateTime"))


def _after(start: When | None, duration: Quantity | None, facts: PatientFacts) -> When | None:
    """The day on which a Duration that begins on a day is over; None where that cannot be told."""
    if start is None or duration is None or type(duration.value) is not int:
        return None
    unit = _UNITS.get(string_or_empty(duration.code) or string_or_empty(duration.unit))
    try:
        end: date | None = (
            unit._replace(length=unit.length * duration.value).after(start.last) if unit else None
        )
    except (OverflowError, ValueError):
        return None
    return facts.when(end.isoformat()) if end else None
