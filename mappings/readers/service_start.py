"""Whether a service is in progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.fhir.resources import string_or_empty
from mappings.patient_facts import PatientFacts, once
from mappings.readers.in_force import order_in_force, plan_in_force
from mappings.readers.plans import naming
from mappings.readers.start_date import attested_start
from mappings.record.unread import WORST_FIRST
from mappings.search_keys import SearchKey

SERVICE_IN_PROGRESS = "service-in-progress"
_SEARCHES: tuple[SearchKey, ...] = ("carePlans", "serviceRequests")
_NOT_SENT = "the EHR did not send its plans and orders"
_NAMES_NO_SERVICE = "no activity, order or mark of the site says that it is a plan for the service"
_DRAFT = "it is the order under review, which shows nothing by itself"
_UNREAD = "plans and orders could not be read to their end"


class _Sign(NamedTuple):
    """Something that shows the service in progress, or comes near."""

    evidence: Evidence
    counts: bool


@once
def in_progress(facts: PatientFacts) -> Fact:
    """Whether the person receives the service now; the evidence, or what came near.

    Met by an attested start of this service that no later plan ended, by a plan
    in force that names the service, or by an order for it in force. Never not met;
    where plans or orders were not read, the code is the reason why.
    """
    signs = [*_started(facts), *_planned(facts), *_ordered(facts)]
    settled_by = tuple(sign.evidence for sign in signs if sign.counts)
    near = tuple(sign.evidence for sign in signs if not sign.counts)
    if settled_by:
        return Fact(SERVICE_IN_PROGRESS, Truth.MET, evidence=settled_by)
    if unread := [facts.record.unread[each] for each in _SEARCHES if each in facts.record.unread]:
        code = min(unread, key=WORST_FIRST.index)
        reason = _NOT_SENT if code is ReasonCode.NOT_SENT else _UNREAD
        return Fact(SERVICE_IN_PROGRESS, reason=reason, hints=near, code=code)
    reason = near[0].note if near else "no plan or order in the record shows that the service has begun"
    return Fact(SERVICE_IN_PROGRESS, reason=reason, hints=near)


def progress_considered(facts: PatientFacts) -> Iterator[Evidence]:
    """Every plan and order, with why it does not show the service in progress; none where it may."""
    for found in facts.record.plans:
        plan = found.resource
        in_error = plan.status == "entered-in-error"
        named = None if in_error else naming(found, facts.service, facts)
        force = plan_in_force(plan, facts)
        why = "entered in error" if in_error else _NAMES_NO_SERVICE if named is None else force.problem
        day = force.since.day if force.since else ""
        yield Evidence(
            SERVICE_IN_PROGRESS, found.reference, day, value=string_or_empty(plan.status), note=why
        )
    for found in facts.record.orders:
        force = order_in_force(found.resource, facts)
        why = _DRAFT if found.reference in facts.ordered else force.problem
        if found.token.code != facts.service:
            why = f"it is an order for {found.token.code}"
        day, status = force.since.day if force.since else "", string_or_empty(found.resource.status)
        yield Evidence(SERVICE_IN_PROGRESS, found.reference, day, str(found.token), status, why)


def _started(facts: PatientFacts) -> Iterator[_Sign]:
    """An attested start; the plan's own start is judged with the plan.

    Among plans that could not be read may stand the one that ended it.
    """
    if started := attested_start(facts):
        is_read = facts.record.unread.get("carePlans", ReasonCode.NOT_SENT) is ReasonCode.NOT_SENT
        note = "; ".join(each for each in (started.evidence.note, started.ended) if each)
        yield _Sign(replace(started.evidence, note=note), is_read and not started.ended)


def _planned(facts: PatientFacts) -> Iterator[_Sign]:
    for found in facts.record.plans:
        plan, status = found.resource, string_or_empty(found.resource.status)
        named = naming(found, facts.service, facts) if status != "entered-in-error" else None
        if named is None:
            continue
        force = plan_in_force(plan, facts)
        problem = force.problem or named.problem
        note = problem or "; ".join(each for each in (force.note, named.note) if each)
        day = force.since.day if force.since else ""
        evidence = Evidence(SERVICE_IN_PROGRESS, found.reference, day, value=status, note=note)
        yield _Sign(evidence, not problem)


def _ordered(facts: PatientFacts) -> Iterator[_Sign]:
    for found in facts.record.orders:
        order = found.resource
        ours = found.token.code == facts.service and order.status == "active"
        if not ours or found.reference in facts.ordered:
            continue
        force = order_in_force(order, facts)
        day = force.since.day if force.since else ""
        note = "; ".join(each for each in (force.problem or force.note, found.note) if each)
        evidence = Evidence(SERVICE_IN_PROGRESS, found.reference, day, str(found.token), "active", note)
        yield _Sign(evidence, not force.problem)
