"""Finds the plan of care of a service and its goals.

A plan that only looks like one, such as a lone assessment-and-plan note, is
never taken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mappings.fhir.dates import When, parse_when
from mappings.fhir.elements import Activity, Detail, Identifier, Period, Reference, first, opened, target_of
from mappings.fhir.resources import Concept, Resource, codings, one, text
from mappings.patient_facts import Inquiry, once
from mappings.readers.diagnosis import qualifying
from mappings.record.patient_record import Found

MENTAL_HEALTH_PLAN = "mental-health-care-plan"
GOAL_ACHIEVEMENT = "goal-achievement"
_LIVE = frozenset({"active", "on-hold", "completed"})
_NO_GOAL = frozenset({"entered-in-error", "rejected", "proposed"})


class Plan(NamedTuple):
    """The plan of care, and whether it names the service itself or only looks like its plan."""

    found: Found
    names_service: bool


@once
def find_plan(inquiry: Inquiry) -> Plan | None:
    """The one plan of care for the service; None when there is none, or more than one by the same mark.

    First the site's own marks, then an activity that names the service, then a
    mental-health category, then a single active plan that addresses a
    diagnosis that counts.
    """
    plans = [f for f in inquiry.record.plans if text(f.resource.status) in _LIVE]
    for mark, names in _MARKS:
        hits = [plan for plan in plans if mark(plan.resource, inquiry)]
        if hits:
            return Plan(hits[0], names) if len(hits) == 1 else None
    hits = _addressing_diagnosis([p for p in plans if p.resource.status == "active"], inquiry)
    return Plan(hits[0], names_service=False) if len(hits) == 1 else None


def plan_goals(inquiry: Inquiry) -> list[Found]:
    """The goals that hang on the plan of care, as far as they were sent."""
    plan = find_plan(inquiry)
    links = opened(plan.found.resource.goal, Reference) if plan else []
    goals = {goal.reference: goal for goal in map(inquiry.record.find, links) if goal}
    return [goal for goal in goals.values() if text(goal.resource.lifecycleStatus) not in _NO_GOAL]


def achievement(goal: Resource, inquiry: Inquiry) -> str:
    """Goal.achievementStatus as a code of FHIR's own system."""
    systems = inquiry.mapping.systems
    wanted = systems.uris[GOAL_ACHIEVEMENT]
    return next(
        (
            text(coding.code)
            for concept in opened(goal.achievementStatus, Concept)
            for coding in codings(concept)
            if systems.canonical(coding.system) == wanted
        ),
        "",
    )


def is_for_service(plan: Resource, inquiry: Inquiry) -> bool:
    """Whether a plan is for the service and not only of the kind."""
    return has_site_mark(plan, inquiry) or names_service(plan, inquiry)


def names_service(plan: Resource, inquiry: Inquiry) -> bool:
    """Whether an activity of the plan, or an order it refers to, is for the service."""
    for activity in opened(plan.activity, Activity):
        detail = one(activity.detail, Detail)
        if detail and detail.doNotPerform is not True and _is_service(detail.code, inquiry):
            return True
        order = inquiry.record.find(one(activity.reference, Reference))
        if order and _is_service(order.resource.code, inquiry):
            return True
    return False


def _is_service(code: object, inquiry: Inquiry) -> bool:
    return any(token.code == inquiry.service for token in inquiry.mapping.services_of(code))


def has_site_mark(plan: Resource, inquiry: Inquiry) -> bool:
    """Whether the plan carries one of the marks by which the site tells plans of this service."""
    marks = inquiry.mapping.site.plans.get(inquiry.service)
    if marks is None:
        return False
    if text(plan.title) in marks.titles:
        return True
    for identifier in opened(plan.identifier, Identifier):
        system = f"{text(identifier.system)}|"
        if system in marks.identifiers or system + text(identifier.value) in marks.identifiers:
            return True
    wanted = inquiry.mapping.plan_categories[inquiry.service]
    return any(inquiry.mapping.has_any(category, wanted) for category in opened(plan.category, Concept))


def _is_mental_health_plan(plan: Resource, inquiry: Inquiry) -> bool:
    terminology = inquiry.mapping.terminology
    return any(terminology.in_set(c, MENTAL_HEALTH_PLAN) for c in opened(plan.category, Concept))


def _addressing_diagnosis(plans: Sequence[Found], inquiry: Inquiry) -> list[Found]:
    addressed = [frozenset(map(target_of, opened(p.resource.addresses, Reference))) for p in plans]
    current = qualifying(frozenset().union(*addressed), inquiry)
    return [plan for plan, conditions in zip(plans, addressed, strict=True) if conditions & current]


_MARKS: tuple[tuple[Callable[[Resource, Inquiry], bool], bool], ...] = (
    (has_site_mark, True),
    (names_service, True),
    (_is_mental_health_plan, False),
)
"""How a plan is recognised, the surest first, and whether the mark names the service."""


def start_of(plan: Resource) -> When | None:
    """CarePlan.period.start."""
    period = first(plan.period, Period)
    return parse_when(period.start) if period else None
