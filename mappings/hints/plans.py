"""What the plan of care shows beside an open question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mappings.codes.fact_specs import HintSpec
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, Target, decoded_first, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import string_or_empty
from mappings.hints.hint_reader import Hint, HintReader
from mappings.patient_facts import PatientFacts
from mappings.readers.in_force import plan_in_force
from mappings.readers.plans import achievement, find_plan, is_for_service, plan_goals
from mappings.readers.start_date import SERVICE_START
from mappings.search_keys import PLAN

_REACHED = frozenset({"achieved", "sustaining"})


def _service_plan(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The plan that names the service."""
    plan = find_plan(facts)
    if plan and plan.names_service:
        resource = plan.found.resource
        status, force = string_or_empty(resource.status), plan_in_force(resource, facts)
        state = force.problem or force.note if status == "active" else ""
        yield Hint(plan.found.reference, None, "", status, state)


def _participants(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """Who of the person, the family and the team took part in the plan or stated one of its goals."""
    plan = find_plan(facts)
    if plan is None:
        return
    resource = plan.found.resource
    named = [*decoded_list(resource.contributor, Reference), *decoded_list(resource.author, Reference)]
    took_part = {facts.record.type_of(person, resource) for person in named}
    for goal in plan_goals(facts):
        stated_by = decoded_list(goal.resource.expressedBy, Reference)
        took_part |= {facts.record.type_of(person, goal.resource) for person in stated_by}
    for kind in sorted(took_part & {"Patient", "RelatedPerson", "CareTeam"}):
        yield Hint(plan.found.reference, None, "", kind)


def _time_frame(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The period of the plan, else the day its last goal is due."""
    plan = find_plan(facts)
    if plan is None:
        return
    period = decoded_first(plan.found.resource.period, Period)
    start, end = (facts.when(period.start), facts.when(period.end)) if period else (None, None)
    due = max(_due_dates(facts), key=lambda when: when.end, default=None)
    if start or end:
        shown = f"{start.day if start else '?'} to {end.day if end else 'open'}"
        yield Hint(plan.found.reference, start, "", shown, plan_in_force(plan.found.resource, facts).problem)
    elif due:
        yield Hint(plan.found.reference, None, "", f"its last goal is due on {due.day}")


def _due_dates(facts: PatientFacts) -> Iterator[When]:
    for goal in plan_goals(facts):
        for target in decoded_list(goal.resource.target, Target):
            if when := facts.when(target.dueDate):
                yield when


def _goals_reached(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """How many goals of the plan are achieved."""
    goals = plan_goals(facts)
    plan = find_plan(facts)
    if plan and goals:
        reached = sum(achievement(goal.resource, facts) in _REACHED for goal in goals)
        yield Hint(plan.found.reference, None, "", f"{reached} of {len(goals)} goals achieved")


def _ended(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """A plan or an order for the service that was revoked, unless it ended before the service began."""
    plans = [found for found in facts.record.plans if is_for_service(found, facts)]
    orders = [found for found in facts.record.orders if found.token.code == facts.service]
    start = facts[SERVICE_START].value
    for found in (*plans, *orders):
        if string_or_empty(found.resource.status) != "revoked":
            continue
        period = decoded_first(found.resource.period, Period)
        end = facts.when(period.end) if period else None
        if not (end and isinstance(start, date) and end.last < start):
            yield Hint(found.reference, end, "", "revoked")


SERVICE_PLAN = HintReader("service-plan", HintSpec, _service_plan, PLAN)
PLAN_PARTICIPANTS = HintReader("plan-participants", HintSpec, _participants, PLAN)
PLAN_PERIOD = HintReader("plan-period", HintSpec, _time_frame, PLAN)
PLAN_GOALS = HintReader("plan-goals", HintSpec, _goals_reached, (*PLAN, "goals"))
PLAN_ENDED = HintReader("plan-ended", HintSpec, _ended, PLAN)
