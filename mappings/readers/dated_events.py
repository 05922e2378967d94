"""Entries of a record as events: when each began, until when it lasted, and which are one and the same.

A date that is stated and cannot be read, or is no whole day, leaves an event
undated. Of one without an end, only a stay that is in progress surely goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from criteria.events import Event
from mappings.fhir.dates import When
from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import Resource, codings, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.stated_span import StatedSpan, span_of_period
from mappings.record.patient_record import CodedResource

STAYS = frozenset({"IMP", "ACUTE", "NONAC", "OBSENC", "SS"})
"""Codes of Encounter.class at which a person stays (http://terminology.hl7.org/CodeSystem/v3-ActCode)."""
_TOOK_PLACE: Mapping[str, frozenset[str]] = {
    "Encounter": frozenset({"arrived", "triaged", "in-progress", "onleave", "finished"}),
    "Procedure": frozenset({"in-progress", "on-hold", "stopped", "completed"}),
    "ServiceRequest": frozenset({"active", "on-hold", "completed"}),
}
_GOES_ON = ("in-progress", "onleave")
_UNCLEAR = "when it was cannot be told"
_MAX_PARTS = 8
"""How deep encounters are followed to those that they are part of."""


class FoundEvent(Struct, frozen=True, gc=False):
    """An entry of the record as an event; without a date `problem` says why, and whether it counts at all."""

    found: CodedResource
    visit: str
    event: Event | None = None
    problem: str = ""
    counts: bool = True

    @property
    def is_over(self) -> bool:
        """Whether the entry says that it is over, and its last day is known."""
        is_closed = self.found.resource.status in ("finished", "completed")
        return is_closed and self.event is not None and self.event.lasted_to == self.event.may_have_lasted_to

    @property
    def day(self) -> str:
        """The day that it began, as an ISO date."""
        return self.event.began.isoformat() if self.event else ""


def event_of(found: CodedResource, facts: PatientFacts) -> FoundEvent:
    """An Encounter, a Procedure or an order as an event."""
    resource, visit = found.resource, visit_of(found, facts)
    status = string_or_empty(resource.status)
    if status not in _TOOK_PLACE.get(string_or_empty(resource.resourceType), ()):
        problem = f"its status is {status}" if status else "its status is not stated"
        return FoundEvent(found, visit, problem=problem, counts=False)
    span = _span(resource, facts)
    if span.is_unclear or span.start is None or not _is_a_day(span.start):
        return FoundEvent(found, visit, problem=_UNCLEAR)
    began = span.start.first
    if began > facts.on:
        return FoundEvent(found, visit, problem="it lies in the future", counts=False)
    lasted_to, may_have = _until(began, span.end, resource, facts.on)
    return FoundEvent(found, visit, Event(began, lasted_to, may_have, visit))


def told_once(events: Iterable[FoundEvent]) -> list[FoundEvent]:
    """The events, oldest first; what was done at one visit, and stays that overlap, are one.

    One that may be the same as an earlier one is marked: what begins on the day on which a stay ends, as
    after a transfer, or while one may still have lasted; and of two on one day one that names no visit.
    """
    by_visit: dict[str, FoundEvent] = {}
    for each in events:
        before = by_visit.get(each.visit)
        by_visit[each.visit] = _of_one_visit(before, each) if before else each
    found: list[FoundEvent] = []
    for each in sorted(by_visit.values(), key=_order):
        if found and _overlap(found[-1].event, each.event):
            found[-1] = _joined(found[-1], each)
        else:
            found.append(each)
    return [*_with_doubts(found)]


def _order(each: FoundEvent) -> tuple[str, int, bool, str]:
    """By the day; of one day what lasted longest first, and what names no visit last."""
    lasted = (each.event.lasted_to - each.event.began).days if each.event else 0
    return each.day, -lasted, _is_of_no_visit(each), each.visit


def _with_doubts(found: Iterable[FoundEvent]) -> Iterator[FoundEvent]:
    """The events, oldest first, with those marked that may be the same as one before."""
    last_of_all = last_of_stays = last_of_no_visit = date.min
    for each in found:
        event = each.event
        if event is None:
            yield each
            continue
        of_no_visit, until = _is_of_no_visit(each), event.may_have_lasted_to
        before = max(last_of_stays, last_of_no_visit, last_of_all if of_no_visit else date.min)
        yield replace(each, event=event._replace(may_be_another=event.began <= before))
        last_of_all = max(last_of_all, until)
        last_of_stays = max(last_of_stays, until if until > event.began else date.min)
        last_of_no_visit = max(last_of_no_visit, until if of_no_visit else date.min)


def _is_of_no_visit(one: FoundEvent) -> bool:
    """Whether a procedure or an order does not say at which visit it was."""
    return one.found.resource.resourceType != "Encounter" and one.found.reference == one.visit


def _of_one_visit(one: FoundEvent, other: FoundEvent) -> FoundEvent:
    """What two entries tell of one visit: the visit itself goes before what was done at it."""
    for each in (one, other):
        if each.event and each.found.reference == each.visit:
            return each
    return _joined(one, other)


def _overlap(one: Event | None, other: Event | None) -> bool:
    """Whether one began while the other surely lasted, so that both tell of the same stay."""
    return one is not None and other is not None and other.began < one.lasted_to


def _joined(one: FoundEvent, other: FoundEvent) -> FoundEvent:
    """Two entries as one event, from when the first began until when the last surely ended."""
    if one.event is None or other.event is None:
        return one if one.event else other
    first = min(one, other, key=lambda each: each.day)
    longest = max(one.event, other.event, key=lambda event: event.lasted_to)
    began = min(one.event.began, other.event.began)
    return replace(first, event=longest._replace(began=began, reference=first.visit))


def visit_of(found: CodedResource, facts: PatientFacts) -> str:
    """The visit at which something was done, as it is cited: the whole one of which others are parts."""
    resource, cited = found.resource, found.reference
    if resource.resourceType == "ServiceRequest":
        return cited
    for _ in range(_MAX_PARTS):
        raw = resource.partOf if resource.resourceType == "Encounter" else resource.encounter
        named = decoded_first(raw, Reference)
        above = facts.record.resolve(named, resource)
        if above is None:
            return reference_target(named) or cited
        resource, cited = above.resource, above.reference
    return cited


def class_of(encounter: Resource) -> str:
    """The code of an Encounter's class; empty where it has none."""
    return next((string_or_empty(each.code) for each in codings(encounter.class_)), "")


def _span(resource: Resource, facts: PatientFacts) -> StatedSpan:
    match resource.resourceType:
        case "Encounter":
            return span_of_period(resource.period, facts)
        case "ServiceRequest":
            written = facts.when(resource.authoredOn)
            return StatedSpan(written, written)
    period = span_of_period(resource.performedPeriod, facts)
    on = facts.when(resource.performedDateTime)
    return period if period.is_stated else StatedSpan(on, on)


def _until(began: date, end: When | None, resource: Resource, on: date) -> tuple[date, date]:
    """Until when it surely lasted, and until when it may have."""
    if end:
        return min(max(end.first, began), on), min(max(end.last, began), on)
    is_stay = class_of(resource) in STAYS
    if is_stay and resource.status in _GOES_ON:
        return on, on
    is_one_day = resource.resourceType == "Encounter" and class_of(resource) and not is_stay
    return began, began if is_one_day else on


def _is_a_day(when: When) -> bool:
    return when.first == when.last
