"""Reads how much a score or a rating changed: the newest one less the one in force at an earlier day.

Both are of one instrument, told under one code. Where one of the two is
missing, or both are of one day, the change is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from msgspec.structs import replace

from criteria.facts import SEVERITIES, Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.strict_model import Text
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec, NamedFact
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, evidence_of, lasting
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle, usable_answers
from mappings.readers.fact_reader import FactReader
from mappings.readers.newest_answer import newest
from mappings.readers.rating import RatingSpec
from mappings.readers.score import InstrumentSpec, valid_score
from mappings.readers.severity import severity
from mappings.readers.values import Unusable
from mappings.search_keys import ANSWERS


class ChangeSpec(FactSpec):
    """The change of a score or a rating since an earlier day."""

    coded: ClassVar[bool] = False
    reader: Literal["change"]
    of: Text
    """The score or the rating, a fact."""
    since: Text
    """The day at which the earlier one was in force, such as the last review: a fact."""

    @property
    def type(self) -> FactType:
        return FactType(FactKind.CHANGE)

    @property
    def named_facts(self) -> tuple[NamedFact, ...]:
        return (
            NamedFact("of", self.of, (FactKind.SCORE, FactKind.RATING)),
            NamedFact("since", self.since, (FactKind.DATE,)),
        )

    @property
    def asked_with(self) -> tuple[str, ...]:
        return (self.of, self.since)


def read_change(name: str, spec: ChangeSpec, facts: PatientFacts) -> Fact:
    """The newest value less the one in force at the day; negative where it fell."""
    now, start = facts[spec.of], facts[spec.since]
    for each in (now, start):
        if each.value is None:
            return Fact(name, reason=each.reason, hints=(*each.evidence, *each.hints), code=each.code)
    if not isinstance(start.value, date) or not isinstance(now.value, int):
        return Fact(name, reason=f"there is no {spec.since}", hints=start.evidence)
    answers = _answers(spec.of, facts)
    if not answers or _level(answers[0], spec.of, facts) != now.value or answers[0].when.first != now.day:
        reason = "the newest one is no single answer, so that none before it compares with it"
        return Fact(name, reason=reason, hints=now.evidence, code=ReasonCode.UNCLEAR_SCALE)
    return _since(start.value, name, spec.of, answers, facts)


def _since(day: date, name: str, of: str, answers: Sequence[Answer], facts: PatientFacts) -> Fact:
    """The change from what was in force on a day to the newest of the answers."""
    last = answers[0]
    shown = lasting(evidence_of(last, of, facts, _shown(last, of, facts)), last, facts)
    if last.when.first <= day:
        return Fact(name, reason=f"there is none since {day}", hints=(shown,))
    earliest = facts.mapping.windows[of].before(day)
    in_force = [each for each in answers if each.when.last <= day and each.when.first >= earliest]
    if not in_force:
        return Fact(name, reason=f"there is none that was in force on {day}", hints=(shown,))
    before = newest(in_force)
    levels = {_level(each, of, facts) for each in before}
    was = levels.pop() if len(levels) == 1 else None
    then = evidence_of(before[0], of, facts, _shown(before[0], of, facts), f"in force on {day}")
    if before[0].source.token != last.source.token:
        reason = f"the one in force on {day} stands under another code than the newest"
        return Fact(name, reason=reason, hints=(shown, then), code=ReasonCode.UNCLEAR_SCALE)
    level = _level(last, of, facts)
    if was is None or level is None:
        reason = f"the one in force on {day} cannot be told"
        return Fact(name, reason=reason, hints=(shown, then), code=ReasonCode.UNCLEAR_SCALE)
    fell_or_rose = replace(shown, note=f"{level - was:+d} since {day}")
    return Fact(name, level - was, evidence=(fell_or_rose, then), day=last.when.first)


def _answers(of: str, facts: PatientFacts) -> list[Answer]:
    """The answers that count for the score or the rating, newest first."""
    if isinstance(facts.mapping.fact_map.facts[of], RatingSpec):
        return answers_that_settle(of, PRACTITIONER, facts).answers
    return usable_answers(facts.record.answers.get(of, ()), facts, of).answers


def _level(answer: Answer, of: str, facts: PatientFacts) -> int | None:
    """The number that an answer gives; None where it cannot be used."""
    spec = facts.mapping.fact_map.facts[of]
    if isinstance(spec, InstrumentSpec):
        reading = valid_score(answer, of, spec, facts)
        return reading.value if not isinstance(reading, Unusable) and isinstance(reading.value, int) else None
    rating = severity(answer.source, of, facts.mapping)
    return rating if isinstance(rating, int) else None


def _shown(answer: Answer, of: str, facts: PatientFacts) -> str | int:
    level = _level(answer, of, facts)
    if level is None:
        return ""
    return SEVERITIES[level] if isinstance(facts.mapping.fact_map.facts[of], RatingSpec) else level


def _considered(name: str, spec: ChangeSpec, facts: PatientFacts) -> Sequence[Evidence]:
    """What the score or the rating, and the day, were read from, where the change is unknown."""
    return facts[spec.since].evidence if facts[name].value is None else ()


def _described(_: str, spec: ChangeSpec, __: FactMap) -> str:
    return f"the newest `{spec.of}` less the one in force on `{spec.since}`, under one code"


CHANGE = FactReader(ChangeSpec, read_change, ANSWERS, _described, considers=_considered)
