"""The goals of a plan when the service began and now, where they were scaled; else as their status has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mappings.fhir.elements import decoded_list
from mappings.fhir.resources import Concept, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.goals_improved import GOAL_LEVELS, goal_steps, improved_goals
from mappings.readers.plans import achievement, plan_goals
from mappings.readers.start_date import SERVICE_START
from mappings.readers.trend import Step
from mappings.record.patient_record import CodedResource
from service.worksheet.teller import Teller
from service.worksheet.view.comparison import Comparison, Trend
from service.worksheet.view.parts import Mark

_FACT = "goal-improved"
_NOT_STARTED, _NO_PROGRESS, _IN_PROGRESS, _IMPROVING, _ACHIEVED = range(5)
_ACHIEVEMENT = {
    "not-achieved": _NO_PROGRESS,
    "no-progress": _NO_PROGRESS,
    "worsening": _NO_PROGRESS,
    "no-change": _NO_PROGRESS,
    "in-progress": _IN_PROGRESS,
    "improving": _IMPROVING,
    "sustaining": _ACHIEVED,
    "achieved": _ACHIEVED,
}
"""HL7's codes of Goal.achievementStatus on the five steps of our drawing."""


def goal_charts(facts: PatientFacts, teller: Teller) -> Iterator[Comparison]:
    """The goals that were scaled, baseline against now; and those of which a status is all there is."""
    words, goals = teller.words.comparison, plan_goals(facts)
    steps, start = goal_steps(_FACT, facts), facts[SERVICE_START].value
    scaled = tuple(
        _scaled(each, *steps[each.reference], start, teller) for each in goals if each.reference in steps
    )
    if scaled:
        yield Comparison(
            words.scaled,
            tuple(words.goal_levels),
            scaled,
            words.at_start,
            words.newest,
            words.scaled_caption,
            words.scaled_note,
        )
    others = [each for each in goals if each.reference not in steps]
    if others:
        rows = tuple(_by_status(others, facts, teller))
        heading, caption = words.goals, words.goals_caption
        yield Comparison(
            heading, words.goal_scale, rows, words.no_baseline, words.newest, caption, words.goal_note
        )


def _scaled(goal: CodedResource, before: Step | None, now: Step, start: object, teller: Teller) -> Trend:
    """One goal; what was scaled before the service began, and never since, is a baseline alone."""
    is_at_start = isinstance(start, date) and now.answer.when.first <= start
    words = teller.words.comparison
    said, day = GOAL_LEVELS[now.level], teller.day(now.answer.when.day)
    newest = words.goal_day.format(text=said, day=day)
    name = _text(goal) or goal.reference
    if before is None and is_at_start:
        return Trend(name, now.level, None, Mark.OPEN, words.not_rated)
    if before is None:
        told = words.goal_change.format(change=words.no_baseline, text=newest)
        return Trend(name, None, now.level, Mark.OPEN, told)
    mark, change = (Mark.MET, words.improved) if now.level > before.level else (Mark.NOT_MET, words.less)
    if now.level == before.level:
        mark, change = Mark.ON_FILE, words.equal
    at_start = words.goal_day.format(text=GOAL_LEVELS[before.level], day=teller.day(before.answer.when.day))
    text = words.from_to.format(before=at_start, now=newest)
    return Trend(name, before.level, now.level, mark, words.goal_change.format(change=change, text=text))


def _by_status(goals: Sequence[CodedResource], facts: PatientFacts, teller: Teller) -> Iterator[Trend]:
    improved = {each.reference for each in improved_goals(_FACT, facts)}
    for goal in goals:
        status = achievement(goal.resource, facts)
        step = _ACHIEVEMENT.get(status)
        day = teller.day(string_or_empty(goal.resource.statusDate))
        says = status.replace("-", " ") or teller.words.comparison.not_rated
        told = teller.words.comparison.goal_day.format(text=says, day=day) if day else says
        is_worse = step == _NO_PROGRESS
        mark = Mark.MET if goal.reference in improved else Mark.NOT_MET if is_worse else Mark.OPEN
        yield Trend(_text(goal) or goal.reference, None, step, mark, told)


def _text(goal: CodedResource) -> str:
    """What a goal says of itself."""
    described = decoded_list(goal.resource.description, Concept)
    return next(filter(None, (string_or_empty(each.text) for each in described)), "")
