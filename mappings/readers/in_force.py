"""Judges whether a plan of care or an order is in force: begun and not ended, and more than a proposal.

EHRs seldom close what is over. A period that has ended counts against a status
that still says active; a short lapse does not, since reauthorizations come late.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from mappings.fhir.dates import When
from mappings.fhir.elements import Detail
from mappings.fhir.modifiers import says_not_to
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.stated_span import StatedSpan, span_of_order, span_of_period, span_of_timing

UNDATED = "the order has no date"

_PLANS = frozenset({"plan", "order"})
_ORDERS = frozenset(
    {"order", "directive", "original-order", "reflex-order", "filler-order", "instance-order"},
)
_INTENTS = frozenset({"proposal", "option", *_PLANS, *_ORDERS})
_NOT_UNDER_WAY = frozenset(
    {"not-started", "scheduled", "on-hold", "completed", "cancelled", "stopped", "entered-in-error"}
)
_STATUS_NOT_STATED = "the status of its activity is not stated"


class Force(NamedTuple):
    """Whether a plan or order is in force: since when, why it is not, or what to say where it is."""

    since: When | None
    problem: str = ""
    note: str = ""


def is_plan(plan: Resource) -> bool:
    """Whether a CarePlan is more than a proposal by its intent, or says none."""
    return plan.intent is None or string_or_empty(plan.intent) in _PLANS


def is_order(order: Resource) -> bool:
    """Whether a request is an order by its intent, or says none, and not an order not to do it."""
    is_intended = order.intent is None or string_or_empty(order.intent) in _ORDERS
    return is_intended and not says_not_to(order.doNotPerform)


def plan_in_force(plan: Resource, facts: PatientFacts) -> Force:
    """Whether a CarePlan is in force, whatever it is a plan for."""
    lasting = time_of_plan(plan, facts)
    problem = _not_active("plan", plan) or ("" if is_plan(plan) else _intended("plan", plan))
    return Force(lasting.since, problem) if problem else lasting


def time_of_plan(plan: Resource, facts: PatientFacts) -> Force:
    """Whether the time of a CarePlan has begun and is not over, whatever its status."""
    return _under_way("the plan", span_of_period(plan.period, facts), facts)


def activity_in_force(detail: Detail, facts: PatientFacts) -> Force:
    """Whether what an activity of a plan in force says is under way, by its status and schedule."""
    status = string_or_empty(detail.status)
    if says_not_to(detail.doNotPerform):
        return Force(None, "its activity for the service says not to do it")
    if status in _NOT_UNDER_WAY:
        return Force(None, f"its activity for the service is {status}")
    if detail.status is not None and status not in ("in-progress", "unknown"):
        return Force(None, "the status of its activity for the service cannot be read")
    period = span_of_period(detail.scheduledPeriod, facts)
    span = period if period.is_stated else span_of_timing(detail.scheduledTiming, None, facts)
    force = _under_way("its activity for the service", span, facts)
    note = "" if status == "in-progress" else _STATUS_NOT_STATED
    return force._replace(note="; ".join(filter(None, (force.note, note))))


def order_in_force(order: Resource, facts: PatientFacts) -> Force:
    """Whether an order on file is in force: its occurrence has begun, or it was written before this day.

    One that says no end counts for as long as the site has it, a year unless it says otherwise.
    """
    authored = facts.when(order.authoredOn)
    span = span_of_order(order, facts)
    since = span.start or authored
    if problem := _not_active("order", order) or ("" if is_order(order) else _intended("order", order)):
        return Force(since, problem)
    if span.is_unclear:
        return _under_way("the order", span, facts)
    if since is None:
        return Force(None, UNDATED)
    if since.last > facts.on or (not span.start and since.last == facts.on):
        return Force(since, "the order has not begun")
    if span.end:
        return _under_way("the order", span, facts)
    lasts = facts.mapping.site.order_lasts
    if since.first < lasts.before(facts.on):
        return Force(since, f"the order of {since.day} says no end, and is more than {lasts} old")
    return Force(since)


def _not_active(what: str, resource: Resource) -> str:
    """Why a plan or order is not active; empty where it is."""
    status = string_or_empty(resource.status)
    return "" if status == "active" else f"the {what} is {status or 'without a status'}"


def _intended(what: str, resource: Resource) -> str:
    """What a plan or order is by its intent, which is none in force."""
    intent = string_or_empty(resource.intent)
    if says_not_to(resource.doNotPerform):
        return f"the {what} says not to do it"
    return (
        f"the {what} is only a {intent}" if intent in _INTENTS else f"the intent of the {what} cannot be read"
    )


def _under_way(what: str, span: StatedSpan, facts: PatientFacts) -> Force:
    """Whether a span of time has begun and is not over, with the lapse that the site allows."""
    start, end = span.start, span.end
    if span.is_unclear:
        return Force(start, f"when {what} begins or ends cannot be read")
    if start and start.last > facts.on:
        return Force(start, f"{what} has not begun")
    if end is None or end.last >= facts.on:
        return Force(start)
    ended = f"ended {end.day}, still marked active"
    if _lapsed(end.last, facts):
        return Force(start, ended)
    return Force(start, note=f"{ended}; within the lapse of {facts.mapping.site.lapse}")


def _lapsed(end: date, facts: PatientFacts) -> bool:
    return end < facts.mapping.site.lapse.before(facts.on)
