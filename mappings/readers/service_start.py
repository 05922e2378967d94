"""Whether a service is in progress."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.facts import Evidence, Fact
from criteria.truth import Truth
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, Repeat, Timing, decoded_first
from mappings.fhir.resources import Resource, as_a, list_of, string_or_empty
from mappings.patient_facts import PatientFacts, once
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.plans import is_for_service, start_of

SERVICE_IN_PROGRESS = "service-in-progress"


@once
def in_progress(facts: PatientFacts) -> Fact:
    """Whether the person receives the service now; the evidence, or what came near.

    Met by an attested start, an active plan that names the service, or an
    active order for it that has begun. Never not met.
    """
    proof = [*_started(facts), *_planned(facts), *_ordered(facts)]
    settled_by = [evidence for evidence, counts in proof if counts]
    near = tuple(evidence for evidence, counts in proof if not counts)
    if settled_by:
        return Fact(SERVICE_IN_PROGRESS, Truth.MET, evidence=tuple(settled_by))
    reason = near[0].note if near else "no plan or order in the record shows that the service has begun"
    return Fact(SERVICE_IN_PROGRESS, reason=reason, hints=near)


def _started(facts: PatientFacts) -> Iterator[tuple[Evidence, bool]]:
    """An attested start; the plan's own start is judged with the plan."""
    answers, _ = answers_that_settle("service-start", PRACTITIONER, facts)
    for evidence in facts["service-start"].evidence if answers else ():
        yield evidence, True


def _planned(facts: PatientFacts) -> Iterator[tuple[Evidence, bool]]:
    for found in facts.record.plans:
        plan, status = found.resource, string_or_empty(found.resource.status)
        if status == "entered-in-error" or not is_for_service(plan, facts):
            continue
        start = start_of(plan, facts)
        problem = "" if status == "active" else f"the plan is {status or 'without a status'}"
        if start and start.last > facts.on:
            problem = "the plan has not begun"
        day = start.day if start else ""
        yield Evidence(SERVICE_IN_PROGRESS, found.reference, day, value=status, note=problem), not problem


def _ordered(facts: PatientFacts) -> Iterator[tuple[Evidence, bool]]:
    for found in facts.record.orders:
        if found.token.code != facts.service or string_or_empty(found.resource.status) != "active":
            continue
        when, begun = _begun(found.resource, facts)
        problem = "" if begun else "the order has not begun"
        evidence = Evidence(
            SERVICE_IN_PROGRESS,
            found.reference,
            when.day if when else "",
            str(found.token),
            "active",
            problem,
        )
        yield evidence, begun


def _begun(order: Resource, facts: PatientFacts) -> tuple[When | None, bool]:
    """The date of an order, and whether its occurrence has begun; without one, whether it is of an earlier
    day than the evaluation.
    """
    occurrence = _occurrence(order, facts)
    if occurrence:
        return occurrence, occurrence.last <= facts.on
    authored = facts.when(order.authoredOn)
    return authored, authored is not None and authored.last < facts.on


def _occurrence(order: Resource, facts: PatientFacts) -> When | None:
    """The start of an order's occurrence[x]."""
    period, timing = (
        decoded_first(order.occurrencePeriod, Period),
        decoded_first(order.occurrenceTiming, Timing),
    )
    repeat = as_a(timing.repeat, Repeat) if timing else None
    bounds = as_a(repeat.boundsPeriod, Period) if repeat else None
    written = [
        order.occurrenceDateTime,
        period.start if period else None,
        bounds.start if bounds else None,
        *sorted(list_of(timing.event, str) if timing else ()),
    ]
    return next((when for when in map(facts.when, written) if when), None)
