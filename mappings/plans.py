"""Finds the plan of care of a service and its goals.

A plan that only looks like one, such as a lone assessment-and-plan note, is
never taken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mappings.dates import When, parse_when
from mappings.inquiry import Inquiry
from mappings.record import Found
from mappings.resources import (
    Activity,
    Concept,
    Detail,
    Identifier,
    Period,
    Reference,
    Resource,
    codings,
    first,
    one,
    opened,
    target_of,
    text,
)

MENTAL_HEALTH_PLAN = "mental-health-care-plan"
_LIVE = frozenset({"active", "on-hold", "completed"})


class Plan(NamedTuple):
    """The plan of care, and whether it names the service itself or only looks like its plan."""

    found: Found
    names_service: bool


def find_plan(inquiry: Inquiry) -> Plan | None:
    """The one plan of care for the service; None when there is none, or more than one by the same mark.

    First the site's own marks, then an activity that names the service, then a
    mental-health category, then a single active plan that addresses a known
    diagnosis.
    """
    plans = [f for f in inquiry.record.plans if text(f.resource.status) in _LIVE]
    marks: tuple[tuple[Callable[[Resource, Inquiry], bool], bool], ...] = (
        (has_site_mark, True),
        (names_service, True),
        (_is_mental_health_plan, False),
        (_addresses_known_diagnosis, False),
    )
    for mark, names in marks:
        hits = [plan for plan in plans if mark(plan.resource, inquiry)]
        if hits:
            return Plan(hits[0], names) if len(hits) == 1 else None
    return None


def plan_goals(inquiry: Inquiry) -> Iterator[tuple[str, Resource]]:
    """The goals that hang on the plan of care, as far as they were sent."""
    plan = find_plan(inquiry)
    for link in opened(plan.found.resource.goal, Reference) if plan else ():
        goal = inquiry.record.by_reference.get(target_of(link))
        if goal is not None and text(goal.lifecycleStatus) not in (
            "entered-in-error",
            "rejected",
            "proposed",
        ):
            yield target_of(link), goal


def achievement(goal: Resource) -> str:
    """Goal.achievementStatus as a code."""
    return next((text(c.code) for c in codings(first(goal.achievementStatus, Concept)) if text(c.code)), "")


def names_service(plan: Resource, inquiry: Inquiry) -> bool:
    """Whether an activity of the plan, or an order it refers to, is for the service."""
    for activity in opened(plan.activity, Activity):
        detail = one(activity.detail, Detail)
        if detail and inquiry.service in {t.code for t in inquiry.mapping.services_of(detail.code)}:
            return True
        order = inquiry.record.by_reference.get(target_of(one(activity.reference, Reference)))
        if order and inquiry.service in {t.code for t in inquiry.mapping.services_of(order.code)}:
            return True
    return False


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
    wanted = frozenset(inquiry.mapping.token_of(category) for category in marks.categories)
    return any(inquiry.mapping.has_any(category, wanted) for category in opened(plan.category, Concept))


def _is_mental_health_plan(plan: Resource, inquiry: Inquiry) -> bool:
    terminology = inquiry.mapping.terminology
    return any(terminology.in_set(c, MENTAL_HEALTH_PLAN) for c in opened(plan.category, Concept))


def _addresses_known_diagnosis(plan: Resource, inquiry: Inquiry) -> bool:
    known = {d.reference for listed in inquiry.record.diagnoses.values() for d in listed}
    return text(plan.status) == "active" and any(
        target_of(r) in known for r in opened(plan.addresses, Reference)
    )


def start_of(plan: Resource) -> When | None:
    """CarePlan.period.start."""
    period = first(plan.period, Period)
    return parse_when(period.start) if period else None
