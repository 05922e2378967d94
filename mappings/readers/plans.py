"""Finds the plan of care of a service and its goals.

A plan that only looks like one, such as a lone assessment-and-plan note, is
never taken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mappings.fhir.dates import When
from mappings.fhir.elements import Activity, Detail, Identifier, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Concept, Resource, as_a, string_or_empty
from mappings.patient_facts import PatientFacts, once
from mappings.readers.diagnosis import qualifying
from mappings.readers.in_force import (
    UNDATED,
    activity_in_force,
    is_plan,
    order_in_force,
    plan_in_force,
    time_of_plan,
)
from mappings.readers.status_codes import ACHIEVEMENT_STATUS, UNCLEAR, stated_status
from mappings.record.patient_record import CodedResource

MENTAL_HEALTH_PLAN = "mental-health-care-plan"
_LIVE = frozenset({"active", "on-hold", "completed"})
_GOALS = frozenset({"accepted", "active", "on-hold", "completed"})
"""Goal.lifecycleStatus of what is, or was, a goal of the plan: neither only meant nor given up."""


class Plan(NamedTuple):
    """The plan of care, and whether it names the service itself or only looks like its plan."""

    found: CodedResource
    names_service: bool


class Naming(NamedTuple):
    """How a plan names the service: `problem` is why that does not put it in progress."""

    problem: str = ""
    note: str = ""


@once
def find_plan(facts: PatientFacts) -> Plan | None:
    """The one plan of care for the service; None when there is none, or more than one by the same mark.

    First the site's own marks, then an activity that names the service, then a
    mental-health category, then a single active plan that addresses a
    diagnosis that counts.
    """
    plans = [f for f in facts.record.plans if _is_live(f.resource)]
    for mark, names in _MARKS:
        hits = _preferred([plan for plan in plans if mark(plan, facts)], facts)
        if hits:
            return Plan(hits[0], names) if len(hits) == 1 else None
    hits = _addressing_diagnosis([p for p in plans if p.resource.status == "active"], facts)
    return Plan(hits[0], names_service=False) if len(hits) == 1 else None


def _is_live(plan: Resource) -> bool:
    return string_or_empty(plan.status) in _LIVE and is_plan(plan)


def _preferred(plans: list[CodedResource], facts: PatientFacts) -> list[CodedResource]:
    """Of several plans those in force, where there are any: last year's stands beside this year's."""
    if len(plans) < 2:
        return plans
    return [plan for plan in plans if not plan_in_force(plan.resource, facts).problem] or plans


def plan_goals(facts: PatientFacts) -> list[CodedResource]:
    """The goals that hang on the plan of care, as far as they were sent."""
    plan = find_plan(facts)
    links = decoded_list(plan.found.resource.goal, Reference) if plan else []
    found = (facts.record.resolve(link, plan.found.resource) for link in links) if plan else ()
    goals = {goal.reference: goal for goal in found if goal}
    return [goal for goal in goals.values() if string_or_empty(goal.resource.lifecycleStatus) in _GOALS]


def achievement(goal: Resource, facts: PatientFacts) -> str:
    """Goal.achievementStatus as a code; empty where it tells nothing."""
    status = stated_status(goal.achievementStatus, ACHIEVEMENT_STATUS, facts)
    return "" if status in UNCLEAR else status


def naming(plan: CodedResource, service: str, facts: PatientFacts) -> Naming | None:
    """How a plan names a service: by an activity, an order it refers to, or a mark of the site.

    None where it does not. An activity that is not under way, or an order that
    is not in force, names it without putting it in progress. The order that is
    being drafted names nothing.
    """
    named = list(_named_by_activities(plan, service, facts))
    if named:
        return min(named, key=lambda each: bool(each.problem))
    return Naming() if has_site_mark(plan.resource, service, facts) else None


def is_for_service(plan: CodedResource, facts: PatientFacts) -> bool:
    """Whether a plan is for the service under review and not only of the kind."""
    return naming(plan, facts.service, facts) is not None


def _named_by_activities(plan: CodedResource, service: str, facts: PatientFacts) -> Iterator[Naming]:
    for activity in decoded_list(plan.resource.activity, Activity):
        detail = as_a(activity.detail, Detail)
        if detail and detail.doNotPerform is not True and _is_service(detail.code, service, facts):
            force = activity_in_force(detail, facts)
            yield Naming(force.problem, force.note)
        order = facts.record.resolve(as_a(activity.reference, Reference), plan.resource)
        if (
            order
            and order.reference not in facts.ordered
            and _is_service(order.resource.code, service, facts)
        ):
            yield _order(order.resource, facts)


def _order(order: Resource, facts: PatientFacts) -> Naming:
    """An order without a date counts for as long as the plan does that refers to it."""
    problem = order_in_force(order, facts).problem
    counts = problem in ("", UNDATED)
    return Naming("" if counts else f"the order that it refers to does not count: {problem}")


def _is_service(code: object, service: str, facts: PatientFacts) -> bool:
    return any(token.code == service for token in facts.mapping.services.named_by(code))


def has_site_mark(plan: Resource, service: str, facts: PatientFacts) -> bool:
    """Whether the plan carries one of the marks by which the site tells plans of a service."""
    marks = facts.mapping.site.plans.get(service)
    if marks is None:
        return False
    if string_or_empty(plan.title) in marks.titles:
        return True
    for identifier in decoded_list(plan.identifier, Identifier):
        system = f"{string_or_empty(identifier.system)}|"
        if system in marks.identifiers or system + string_or_empty(identifier.value) in marks.identifiers:
            return True
    wanted = facts.mapping.plan_categories[service]
    terminology = facts.mapping.terminology
    return any(terminology.has_any(category, wanted) for category in decoded_list(plan.category, Concept))


def _is_mental_health_plan(plan: Resource, facts: PatientFacts) -> bool:
    terminology = facts.mapping.terminology
    return any(terminology.in_set(c, MENTAL_HEALTH_PLAN) for c in decoded_list(plan.category, Concept))


def _addressed(plan: CodedResource, facts: PatientFacts) -> Iterator[str]:
    """The Conditions that a plan addresses, as far as they were sent."""
    for reference in decoded_list(plan.resource.addresses, Reference):
        if found := facts.record.resolve(reference, plan.resource):
            yield found.reference


def _addressing_diagnosis(plans: Sequence[CodedResource], facts: PatientFacts) -> list[CodedResource]:
    addressed = [frozenset(_addressed(plan, facts)) for plan in plans]
    current = qualifying(frozenset().union(*addressed), facts)
    return [plan for plan, conditions in zip(plans, addressed, strict=True) if conditions & current]


_MARKS: tuple[tuple[Callable[[CodedResource, PatientFacts], bool], bool], ...] = (
    (lambda plan, facts: has_site_mark(plan.resource, facts.service, facts), True),
    (is_for_service, True),
    (lambda plan, facts: _is_mental_health_plan(plan.resource, facts), False),
)
"""How a plan is recognised, the surest first, and whether the mark names the service."""


def start_of(plan: Resource, facts: PatientFacts) -> When | None:
    """CarePlan.period.start; of a plan whose time is over it is not when what is received now began."""
    lasting = time_of_plan(plan, facts)
    return None if lasting.problem else lasting.since
