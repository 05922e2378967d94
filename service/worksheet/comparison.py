"""Continued stay: how severe each area was when the service began and is now; the goals stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from criteria.expressions import facts_used
from criteria.facts import SEVERITIES
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.goals_improved import GoalsImprovedSpec
from mappings.readers.improvement import ImprovementSpec
from mappings.readers.practitioners import author_of
from mappings.readers.severity import severity
from mappings.readers.trend import since_baseline
from service.worksheet.goals import goal_charts
from service.worksheet.teller import Teller
from service.worksheet.view.comparison import Comparison, Trend
from service.worksheet.view.parts import Mark
from service.worksheet.worked import Worked


def comparisons(worked: Worked, teller: Teller) -> tuple[Comparison, ...]:
    """The charts of a continued stay; none of another phase, or where the policy asks for no change."""
    found = worked.stand.determination
    if not found.phase.reviews_stay or found.rule_set is None:
        return ()
    facts = worked.stand.judged.facts
    asked = [facts.mapping.fact_map.facts[name] for name, _ in facts_used(found.rule_set.nodes())]
    ratings = [spec.rating for spec in asked if isinstance(spec, ImprovementSpec)]
    has_goals = any(isinstance(spec, GoalsImprovedSpec) for spec in asked)
    charts = (_severities(ratings, facts, teller),) if ratings else ()
    return (*charts, *goal_charts(facts, teller)) if has_goals else charts


def _severities(ratings: Sequence[str], facts: PatientFacts, teller: Teller) -> Comparison:
    words, answers = teller.words.comparison, teller.words.answers
    found = {each: answers_that_settle(each, PRACTITIONER, facts).answers for each in ratings}
    rows = tuple(_trend(rating, answers, facts, teller) for rating, answers in found.items())
    start = facts["service-start"].value
    since = teller.day(start.isoformat()) if isinstance(start, date) else ""
    raters = dict.fromkeys(_rated_by(each, facts, teller) for listed in found.values() for each in listed)
    rated = "; ".join(filter(None, raters))
    note = " ".join(filter(None, (words.rated_by.format(text=rated) if rated else "", words.note)))
    return Comparison(
        words.heading,
        tuple(answers.severities[each] for each in SEVERITIES),
        rows,
        words.baseline.format(day=since) if since else words.no_baseline,
        words.newest,
        words.caption,
        note,
    )


def _trend(rating: str, answers: Sequence[Answer], facts: PatientFacts, teller: Teller) -> Trend:
    """One area: the baseline where there is one, and the newest rating by a practitioner."""
    words, title = teller.words.comparison, teller.title(rating)
    read = partial(severity, fact=rating, mapping=facts.mapping)
    start = facts["service-start"].value
    change = since_baseline(start, answers, read) if isinstance(start, date) else None
    if change:
        before, now = change.before.level, change.now.level
        told = {True: (Mark.MET, words.improved), False: (Mark.NOT_MET, words.worse)}[now < before]
        return Trend(title, before, now, *((Mark.ON_FILE, words.equal) if now == before else told))
    newest = read(answers[0].source) if answers else None
    if not isinstance(newest, int):
        return Trend(title, None, None, Mark.OPEN, words.not_rated)
    if isinstance(start, date) and answers[0].when.first <= start:
        return Trend(title, newest, None, Mark.OPEN, words.not_rated)
    return Trend(title, None, newest, Mark.OPEN, words.no_baseline)


def _rated_by(answer: Answer, facts: PatientFacts, teller: Teller) -> str:
    author = author_of(answer.by, answer.when, facts)
    day = teller.day(answer.when.day)
    return f"{teller.who(author)} ({day})" if author else ""
