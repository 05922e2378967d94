"""What the plan of care shows beside an open question."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.codes.fact_map import HintSpec
from mappings.fhir.dates import When, parse_when
from mappings.fhir.elements import Period, Reference, Target, first, kind_of, opened
from mappings.fhir.resources import text
from mappings.hints.events import Hint
from mappings.patient_facts import Inquiry
from mappings.readers.plans import achievement, find_plan, is_for_service, plan_goals

_REACHED = frozenset({"achieved", "sustaining"})


def service_plan(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """The plan that names the service."""
    plan = find_plan(inquiry)
    if plan and plan.names_service:
        yield Hint(plan.found.reference, None, "", text(plan.found.resource.status))


def participants(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """Who of the person, the family and the team took part in the plan or stated one of its goals."""
    plan = find_plan(inquiry)
    if plan is None:
        return
    resource = plan.found.resource
    people = [*opened(resource.contributor, Reference), *opened(resource.author, Reference)]
    for goal in plan_goals(inquiry):
        people += opened(goal.resource.expressedBy, Reference)
    took_part = set(map(kind_of, people))
    for kind in sorted(took_part & {"Patient", "RelatedPerson", "CareTeam"}):
        yield Hint(plan.found.reference, None, "", kind)


def time_frame(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """The period of the plan, else the day its last goal is due."""
    plan = find_plan(inquiry)
    if plan is None:
        return
    period = first(plan.found.resource.period, Period)
    start, end = (parse_when(period.start), parse_when(period.end)) if period else (None, None)
    due = max(_due_dates(inquiry), key=lambda when: when.end, default=None)
    if start or end:
        shown = f"{start.day if start else '?'} to {end.day if end else 'open'}"
        yield Hint(plan.found.reference, start, "", shown)
    elif due:
        yield Hint(plan.found.reference, None, "", f"its last goal is due on {due.day}")


def _due_dates(inquiry: Inquiry) -> Iterator[When]:
    for goal in plan_goals(inquiry):
        for target in opened(goal.resource.target, Target):
            if when := parse_when(target.dueDate):
                yield when


def goals_reached(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """How many goals of the plan are achieved."""
    goals = plan_goals(inquiry)
    plan = find_plan(inquiry)
    if plan and goals:
        reached = sum(achievement(goal.resource, inquiry) in _REACHED for goal in goals)
        yield Hint(plan.found.reference, None, "", f"{reached} of {len(goals)} goals achieved")


def ended(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """A plan or an order for the service that was revoked."""
    plans = [found for found in inquiry.record.plans if is_for_service(found.resource, inquiry)]
    orders = [found for found in inquiry.record.orders if found.token.code == inquiry.service]
    for found in (*plans, *orders):
        if text(found.resource.status) == "revoked":
            yield Hint(found.reference, None, "", "revoked")
