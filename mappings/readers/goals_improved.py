"""Reads improvement on the goals of the plan of care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Literal

from criteria.facts import Count, Evidence, Fact, FactKind, FactType
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import Answer, evidence_of, is_answered, usable_answers
from mappings.readers.attestation import attested
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.plans import achievement, plan_goals
from mappings.readers.score import may_score
from mappings.readers.trend import Change, since_baseline
from mappings.readers.values import goal_level
from mappings.search_keys import ANSWERS, PLAN

_IMPROVED = frozenset({"improving", "achieved", "sustaining"})


class GoalsImprovedSpec(AnsweredSpec):
    """How many goals of the identified plan improved since the service began."""

    reader: Literal["goals-improved"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.COUNT)


def read_goals_improved(name: str, spec: GoalsImprovedSpec, facts: PatientFacts) -> Fact:
    """How many goals of the plan improved since the service began.

    A clinician's yes means at least one and a no means none; goals that the
    plan itself shows as improved are counted.
    """
    word = attested(name, spec, PRACTITIONER, facts)
    goals = tuple(improved_goals(name, facts))
    if word.value is Truth.NOT_MET and goals:
        reason = "conflict: a clinician answered that no goal improved, and the plan shows one"
        return Fact(name, reason=reason, hints=(*word.evidence, *goals))
    if word.value is Truth.NOT_MET:
        return Fact(name, Count(0, 0), evidence=word.evidence)
    if word.value is None and (not goals or is_answered(name, facts)):
        return Fact(name, reason=word.reason, hints=(*word.hints, *goals))
    return Fact(name, Count(max(len(goals), 1)), evidence=(*word.evidence, *goals))


def improved_goals(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """The goals of the plan that improved on a dated occasion since the service began."""
    start = facts["service-start"].value
    goals = plan_goals(facts)
    if not isinstance(start, date) or not goals:
        return
    scores = _goal_attainment(fact, facts)
    level = partial(goal_level, mapping=facts.mapping)
    for goal in goals:
        status = achievement(goal.resource, facts)
        when = facts.when(goal.resource.statusDate)
        if status in _IMPROVED and when and start <= when.first <= facts.on:
            yield Evidence(fact, goal.reference, when.day, value=status)
            continue
        answers = scores.get(goal.reference, [])
        change = since_baseline(start, answers, level, facts.mapping.answers.goal_baselines)
        if change and change.now.level > change.before.level:
            yield _attained(fact, goal.reference, change)


def _goal_attainment(fact: str, facts: PatientFacts) -> Mapping[str, list[Answer]]:
    """By goal, its Goal Attainment Scaling answers, newest first; not those by the person or the family."""
    by_goal: dict[str, list[Answer]] = {}
    answers, _ = usable_answers(facts.record.goal_attainment, facts, fact)
    for answer in filter(may_score, answers):
        for focus in decoded_list(answer.source.resource.focus, Reference):
            if goal := facts.record.find(focus):
                by_goal.setdefault(goal.reference, []).append(answer)
    return by_goal


def _attained(fact: str, goal: str, change: Change) -> Evidence:
    note = f"goal attainment of {goal} rose since {change.before.answer.when.day}"
    return evidence_of(change.now.answer.source, fact, change.now.answer.when, "improved", note)


def _described(name: str, spec: GoalsImprovedSpec, fact_map: FactMap) -> str:
    goals = (
        "or Goal.achievementStatus and goal-attainment Observations of the goals on the service's CarePlan"
    )
    return f"{answer_in_words(name, 'yes or no', spec, fact_map)}, by practitioner; {goals}"


GOALS_IMPROVED = FactReader(GoalsImprovedSpec, read_goals_improved, (*ANSWERS, *PLAN, "goals"), _described)
