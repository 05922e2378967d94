"""Reads instrument scores: one that is stale, out of range or of the wrong tool is unknown, never low."""

from __future__ import annotations

from typing import Literal

from criteria.facts import Fact, FactKind, FactType
from criteria.strict_model import SpanField
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, WindowName
from mappings.patient_facts import PatientFacts
from mappings.readers.answers import Answer, usable_answers
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.newest_answer import Reading, fact_from_newest
from mappings.readers.values import Unusable, whole_number
from mappings.search_keys import ANSWERS

_SCORERS = frozenset({"Practitioner", "PractitionerRole", "Organization", ""})


class InstrumentSpec(AnsweredSpec):
    """An integer of one instrument, valid while the tool is right for the age."""

    range: tuple[int, int]
    above_range: str | None = None
    """A text the publisher uses for "above the greatest value"."""
    units: tuple[str, ...] = ()
    """Units that name this scale, beside those that fit any score."""
    tool_from: SpanField
    tool_below: SpanField
    window: WindowName = "score"

    @property
    def type(self) -> FactType:
        return FactType(FactKind.SCORE)


class ScoreSpec(InstrumentSpec):
    """A score as the instrument gives it."""

    reader: Literal["score"]


def read_score(name: str, spec: ScoreSpec, facts: PatientFacts) -> Fact:
    """The newest score of one instrument, valid for the age it was taken at."""

    def read(answer: Answer) -> Reading | Unusable:
        return valid_score(answer, spec, facts)

    found = usable_answers(facts.record.answers.get(name, ()), facts, name)
    return fact_from_newest(name, spec, found, read, facts)


def valid_score(answer: Answer, spec: InstrumentSpec, facts: PatientFacts) -> Reading | Unusable:
    """A whole number in range, not scored by the family alone, taken while the tool fitted the age."""
    number = stated_score(answer, spec, facts)
    if isinstance(number, Unusable):
        return number
    low, high = spec.range
    if not low <= number <= high:
        return Unusable(f"{number} is out of the range {low}-{high}", number)
    if not may_score(answer):
        return Unusable(f"scoring by {facts.mapping.words.reviewer} is not shown", number)
    match facts.was_within(spec.tool_from, spec.tool_below, answer.when):
        case True:
            return Reading(number, number)
        case False:
            return Unusable(f"taken on {answer.when.day}, when this was not the tool for the age", number)
        case None:
            return Unusable("the age at the time of the score cannot be told", number)


def may_score(answer: Answer) -> bool:
    """Whether a score may count by who gave it: nobody is named, or somebody besides person and family."""
    return not answer.answerers or bool(answer.answerers & _SCORERS)


def stated_score(answer: Answer, spec: InstrumentSpec, facts: PatientFacts) -> int | Unusable:
    """The number as it stands in the record, in range or not."""
    above = (spec.above_range, spec.range[1]) if spec.above_range else None
    return whole_number(answer.source.valued, (*facts.mapping.answers.score_units, *spec.units), above)


def score_in_words(name: str, spec: InstrumentSpec, fact_map: FactMap) -> str:
    """Where a score is read from, for documentation."""
    low, high = spec.range
    ages = f"taken from {spec.tool_from} to below {spec.tool_below} of age"
    return f"{answer_in_words(name, f'whole number {low}-{high}', spec, fact_map)}, {ages}"


SCORE = FactReader(ScoreSpec, read_score, ANSWERS, score_in_words)
