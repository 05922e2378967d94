"""Reads improvement on the goals of the plan of care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from criteria.facts import Count, Evidence, Fact
from criteria.truth import Truth
from mappings.answers import effective
from mappings.attestations import PRACTITIONER, stated
from mappings.dates import parse_when
from mappings.fact_map import GoalsImprovedSpec
from mappings.inquiry import Inquiry
from mappings.plans import achievement, plan_goals
from mappings.resources import Reference, opened, target_of
from mappings.values import goal_level

_IMPROVED = frozenset({"improving", "achieved", "sustaining"})


def read_goals_improved(name: str, spec: GoalsImprovedSpec, inquiry: Inquiry) -> Fact:
    """How many goals of the plan improved since the service began.

    A clinician's yes means at least one and a no means none; goals that the
    plan itself shows as improved are counted.
    """
    word = stated(name, spec, PRACTITIONER, inquiry)
    goals = tuple(improved_goals(name, inquiry))
    if word.value is Truth.NOT_MET:
        if goals:
            reason = "conflict: a clinician answered that no goal improved, and the plan shows one"
            return Fact(name, reason=reason, hints=(*word.evidence, *goals))
        return Fact(name, Count(0, 0), evidence=word.evidence)
    low = max(len(goals), 1 if word.value is Truth.MET else 0)
    if low:
        return Fact(name, Count(low), evidence=(*word.evidence, *goals))
    return Fact(name, reason=word.reason, hints=word.hints)


def improved_goals(fact: str, inquiry: Inquiry) -> Iterator[Evidence]:
    """The goals of the plan that improved on a dated occasion since the service began."""
    start = inquiry.facts["service-start"].value
    if not isinstance(start, date):
        return
    for reference, goal in plan_goals(inquiry):
        status = achievement(goal)
        when = parse_when(goal.statusDate)
        if status in _IMPROVED and when and start <= when.first <= inquiry.on:
            yield Evidence(fact, reference, when.day, value=status)
        elif scaled := _attained(fact, reference, start, inquiry):
            yield scaled


def _attained(fact: str, goal: str, start: date, inquiry: Inquiry) -> Evidence | None:
    """A Goal Attainment Scaling answer above the first one, since the service began."""
    rated = []
    for found in inquiry.record.goal_attainment:
        when, level = effective(found.resource), goal_level(found.resource, inquiry.mapping)
        about = {target_of(reference) for reference in opened(found.resource.focus, Reference)}
        if when and level is not None and goal in about and when.first <= inquiry.on:
            rated.append((when, level, found))
    rated.sort(key=lambda each: (each[0].end, each[2].reference))
    if len(rated) < 2 or rated[-1][0].first < start or rated[-1][1] <= rated[0][1]:
        return None
    when, _, found = rated[-1]
    note = f"goal attainment of {goal} rose since {rated[0][0].day}"
    return Evidence(fact, found.reference, when.day, value="improved", note=note)
