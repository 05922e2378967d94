"""Reads improvement on the goals of the plan of care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Literal

from msgspec.structs import replace

from criteria.facts import Count, Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, evidence_of
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import is_answered, usable_answers
from mappings.readers.attestation import attested
from mappings.readers.considered import answers_considered, practitioners_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, yes_or_no_item
from mappings.readers.newest_answer import newest
from mappings.readers.plans import achievement, plan_goals
from mappings.readers.score import scorer_in_doubt
from mappings.readers.start_date import SERVICE_START
from mappings.readers.trend import Change, Step, since_baseline, step_of
from mappings.readers.values import Unusable, goal_level
from mappings.record.patient_record import AnswerSource
from mappings.search_keys import ANSWERS, PLAN

GOAL_LEVELS = (
    *("much less than expected", "less than expected", "as expected"),
    *("more than expected", "much more than expected"),
)
"""Goal Attainment Scaling, worst first."""
_NOT_IMPROVED = "it does not show by itself that a goal of the plan improved since the service began"
_IMPROVED = frozenset({"improving", "achieved", "sustaining"})


class GoalsImprovedSpec(AnsweredSpec):
    """How many goals of the identified plan improved since the service began."""

    reader: Literal["goals-improved"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.COUNT)

    @property
    def asked_with(self) -> tuple[str, ...]:
        return (SERVICE_START,)


def read_goals_improved(name: str, spec: GoalsImprovedSpec, facts: PatientFacts) -> Fact:
    """How many goals of the plan improved since the service began.

    A clinician's yes means at least one and a no means none; goals that the
    plan itself shows as improved are counted.
    """
    word = attested(name, spec, PRACTITIONER, facts)
    goals = tuple(improved_goals(name, facts))
    if word.value is Truth.NOT_MET and goals:
        reason = "conflict: a clinician answered that no goal improved, and the plan shows one"
        code = ReasonCode.CONFLICT_PEOPLE
        return Fact(name, reason=reason, hints=(*word.evidence, *goals), code=code)
    if word.value is Truth.NOT_MET:
        return Fact(name, Count(0, 0), evidence=word.evidence)
    if word.value is None and (not goals or is_answered(name, facts)):
        beside = (*word.hints, *goals, *_by_others(name, facts))
        return Fact(name, reason=word.reason, hints=beside, code=word.code)
    return Fact(name, Count(max(len(goals), 1)), evidence=(*word.evidence, *goals))


def improved_goals(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """The goals of the plan that improved on a dated occasion since the service began."""
    start = facts[SERVICE_START].value
    goals = plan_goals(facts)
    if not isinstance(start, date) or not goals:
        return
    scores = _goal_attainment(fact, facts)
    for goal in goals:
        status = achievement(goal.resource, facts)
        when = facts.when(goal.resource.statusDate)
        if status in _IMPROVED and when and start < when.first <= facts.on:
            yield Evidence(fact, goal.reference, when.day, value=status)
            continue
        change = _change(start, scores.get(goal.reference, []), facts)
        if change and change.now.level > change.before.level:
            yield _attained(fact, goal.reference, change, facts)


def goal_steps(fact: str, facts: PatientFacts) -> Mapping[str, tuple[Step | None, Step]]:
    """By goal, where its Goal Attainment Scaling stood when the service began, and where it stands now.

    No baseline where none can be told; a goal whose newest level cannot be told is left out.
    """
    start = facts[SERVICE_START].value
    steps: dict[str, tuple[Step | None, Step]] = {}
    for goal, answers in _goal_attainment(fact, facts).items():
        change = _change(start, answers, facts) if isinstance(start, date) else None
        if now := change.now if change else step_of(newest(answers), partial(_level, facts=facts)):
            steps[goal] = (change.before if change else None, now)
    return steps


def _change(start: date, answers: Sequence[Answer], facts: PatientFacts) -> Change | None:
    baselines = facts.mapping.answers.goal_baselines
    return since_baseline(start, answers, partial(_level, facts=facts), baselines)


def _level(source: AnswerSource, facts: PatientFacts) -> int | Unusable:
    return goal_level(source.valued, facts.mapping)


def _goal_attainment(fact: str, facts: PatientFacts) -> Mapping[str, list[Answer]]:
    """By goal, its Goal Attainment Scaling answers, newest first; not those by the person or the family."""
    by_goal: dict[str, list[Answer]] = {}
    answers, _ = usable_answers(facts.record.goal_attainment, facts, fact)
    for answer in answers:
        if _is_by_others(answer, facts) or scorer_in_doubt(answer, fact, facts):
            continue
        for focus in decoded_list(answer.source.resource.focus, Reference):
            if goal := facts.record.resolve(focus, answer.source.resource):
                by_goal.setdefault(goal.reference, []).append(answer)
    return by_goal


def _is_by_others(answer: Answer, facts: PatientFacts) -> bool:
    """Whether the code itself says that the person or the caregiver rated, whoever wrote it down."""
    return answer.source.token in facts.mapping.answers.goals_by_others


def _by_others(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """The newest goal attainment by the person's or the caregiver's own rating."""
    answers, _ = usable_answers(facts.record.goal_attainment, facts, fact)
    for answer in [each for each in answers if _is_by_others(each, facts)][:1]:
        level = goal_level(answer.source.valued, facts.mapping)
        shown = GOAL_LEVELS[level] if isinstance(level, int) else ""
        yield evidence_of(answer, fact, facts, shown, "the person's or the caregiver's own rating")


def _attained(fact: str, goal: str, change: Change, facts: PatientFacts) -> Evidence:
    note = f"goal attainment of {goal} rose since {change.before.answer.when.day}"
    return evidence_of(change.now.answer, fact, facts, "improved", note)


def _described(name: str, spec: GoalsImprovedSpec, fact_map: FactMap) -> str:
    goals = (
        "or Goal.achievementStatus and goal-attainment Observations of the goals on the service's CarePlan"
    )
    return f"{answer_in_words(name, 'yes or no', spec, fact_map)}, by practitioner; {goals}"


def _asked(name: str, spec: GoalsImprovedSpec, fact_map: FactMap) -> FormItem | None:
    return yes_or_no_item(name, spec, PRACTITIONER, fact_map)


def _considered(name: str, spec: GoalsImprovedSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers, the goals of the plan, and what was attained of any goal."""
    yield from practitioners_considered(name, spec, facts)
    for goal in plan_goals(facts):
        status, when = achievement(goal.resource, facts), facts.when(goal.resource.statusDate)
        yield Evidence(name, goal.reference, when.day if when else "", value=status, note=_NOT_IMPROVED)
    sources = facts.record.goal_attainment
    for each in answers_considered(name, sources, usable_answers(sources, facts, name), facts):
        yield each if each.note else replace(each, note=_NOT_IMPROVED)


GOALS_IMPROVED = FactReader(
    GoalsImprovedSpec,
    read_goals_improved,
    (*ANSWERS, *PLAN, "goals"),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
