"""Compares two answers to one question: how it stood when the service began, and how it stands now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from criteria.spans import Span
from mappings.codes.code_systems import Token
from mappings.readers.answer import Answer
from mappings.readers.newest_answer import newest
from mappings.readers.values import Unusable
from mappings.record.patient_record import AnswerSource

Level = Callable[[AnswerSource], int | Unusable]
"""Reads an answer as a step on a scale."""


MAX_AGE_OF_BASELINE = Span(90, "day")
"""An older answer tells nothing of how it stood when the service began."""


class Step(NamedTuple):
    """One answer and where it stands on the scale."""

    answer: Answer
    level: int


class Change(NamedTuple):
    """The baseline and the newest answer."""

    before: Step
    now: Step


def since_baseline(
    start: date, answers: Sequence[Answer], level: Level, baselines: frozenset[Token] = frozenset()
) -> Change | None:
    """The change that answers, newest first, show since a day.

    The baseline is the latest answer not after the day and not older than 90
    days before it, else the first after it, under the code of the newest one or
    of `baselines`. None when both are of one day, cannot be read, or are
    contradicted at the same instant.
    """
    if not answers:
        return None
    codes = {answers[0].source.token, *baselines}
    comparable = [answer for answer in answers if answer.source.token in codes]
    before, now = step_of(_baseline(comparable, start), level), step_of(newest(answers), level)
    if before is None or now is None or now.answer.when.first <= before.answer.when.last:
        return None
    return Change(before, now)


def _baseline(answers: Sequence[Answer], start: date) -> list[Answer]:
    earliest = MAX_AGE_OF_BASELINE.before(start)
    earlier = [answer for answer in answers if earliest <= answer.when.first <= start]
    if earlier:
        return newest(earlier)
    later = [answer for answer in answers if answer.when.first > start]
    return [answer for answer in later if answer.when.overlaps(later[-1].when)]


def step_of(answers: Sequence[Answer], level: Level) -> Step | None:
    """Where answers of one moment stand; None where they cannot be read, or contradict each other."""
    levels = {level(answer.source) for answer in answers}
    agreed = levels.pop() if len(levels) == 1 else None
    return Step(answers[0], agreed) if isinstance(agreed, int) else None
