"""Reads instrument scores: one that is stale, out of range or of the wrong tool is unknown, never low."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace
from pydantic import model_validator

from criteria.facts import Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.strict_model import SpanField
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, Window
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import usable_answers
from mappings.readers.considered import scores_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import Ages, FormItem, ItemKind, answered_item
from mappings.readers.newest_answer import Reading, fact_from_newest
from mappings.readers.practitioners import is_no_reviewer
from mappings.readers.values import Scale, Unusable, whole_number, words_of
from mappings.search_keys import ANSWERS


class InstrumentSpec(AnsweredSpec):
    """An integer of one instrument, valid while the tool is right for the age."""

    range: tuple[int, int]
    """The least and the greatest value of the instrument."""
    above_range: str | None = None
    """A text the publisher uses for "above the greatest value"."""
    units: tuple[str, ...] = ()
    """Units that name this scale, beside those that fit any score."""
    tool_from: SpanField
    """The age from which it is the right tool."""
    tool_below: SpanField
    """The age below which it is; `150 years` where there is no such age."""
    too_young: str = ""
    """What to say of a score taken below the age that the policy's own band begins with."""
    window: Window = "score"
    """How long a score counts: a name of `windows`, or a span."""

    @model_validator(mode="after")
    def _from_least_to_greatest(self) -> InstrumentSpec:
        low, high = self.range
        if low > high:
            raise ValueError(f"a range goes from the least value to the greatest, got {low} and {high}")
        return self

    @property
    def words(self) -> frozenset[str]:
        """The words that name this scale: those of its title and of its units."""
        return words_of(self.title, *self.units)

    @property
    def type(self) -> FactType:
        return FactType(FactKind.SCORE, range=self.range)


class ScoreSpec(InstrumentSpec):
    """A score as the instrument gives it."""

    reader: Literal["score"]


def read_score(name: str, spec: ScoreSpec, facts: PatientFacts) -> Fact:
    """The newest score of one instrument, valid for the age it was taken at."""

    def read(answer: Answer) -> Reading | Unusable:
        return valid_score(answer, name, spec, facts)

    found = usable_answers(facts.record.answers.get(name, ()), facts, name)
    return fact_from_newest(name, spec, found, read, facts)


def valid_score(answer: Answer, name: str, spec: InstrumentSpec, facts: PatientFacts) -> Reading | Unusable:
    """A whole number in range, not scored by the family alone, taken while the tool fitted the age."""
    number = stated_score(answer, spec, facts)
    if isinstance(number, Unusable):
        return number
    low, high = spec.range
    if not low <= number <= high:
        return Unusable(f"{number} is out of the range {low}-{high}", number, ReasonCode.OUT_OF_RANGE)
    if why := scorer_in_doubt(answer, name, facts):
        return Unusable(f"scoring by {facts.mapping.words.reviewer} is not shown", number, why)
    match facts.was_within(spec.tool_from, spec.tool_below, answer.when):
        case True:
            return Reading(number, number)
        case False:
            return Unusable(_not_the_tool(spec, facts, answer.when), number, ReasonCode.WRONG_TOOL_FOR_AGE)
        case None:
            reason = "the age at the time of the score cannot be told"
            return Unusable(reason, number, ReasonCode.WRONG_TOOL_FOR_AGE)


def scorer_in_doubt(answer: Answer, fact: str, facts: PatientFacts) -> ReasonCode | None:
    """Why a score does not count by who gave it; None where it does.

    It does when nobody is named, or somebody besides the person and the family
    of whom it is shown who they are.
    """
    if not answer.by or any(each.kind == "Organization" for each in answer.by):
        return None
    if any(each.is_practitioner for each in answer.by):
        return ReasonCode.NOT_AN_LPHA if is_no_reviewer(answer.by, answer.when, fact, facts) else None
    shown = any(each.kind for each in answer.by)
    return ReasonCode.NOT_A_CLINICIAN if shown else ReasonCode.WHO_NOT_SHOWN


def _not_the_tool(spec: InstrumentSpec, facts: PatientFacts, when: When) -> str:
    birth = facts.birth_date
    if spec.too_young and birth and when.last < spec.tool_from.after(birth.earliest):
        return f"taken on {when.day}; {spec.too_young}"
    return f"taken on {when.day}, when this was not the tool for the age"


def stated_score(answer: Answer, spec: InstrumentSpec, facts: PatientFacts) -> int | Unusable:
    """The number as it stands in the record, in range or not."""
    above = (spec.above_range, spec.range[1]) if spec.above_range else None
    answers = facts.mapping.answers
    scale = Scale((*answers.score_units, *spec.units), {*answers.score_words, *spec.words}, above)
    return whole_number(answer.source.valued, scale)


def score_in_words(name: str, spec: InstrumentSpec, fact_map: FactMap) -> str:
    """Where a score is read from, for documentation."""
    low, high = spec.range
    ages = f"taken from {spec.tool_from} to below {spec.tool_below} of age"
    return f"{answer_in_words(name, f'whole number {low}-{high}', spec, fact_map)}, {ages}"


def score_item(name: str, spec: InstrumentSpec, fact_map: FactMap) -> FormItem | None:
    """The question of a score: the total alone, never an instrument's items."""
    item = answered_item(ItemKind.SCORE, name, spec, PRACTITIONER, fact_map)
    return item and replace(item, range=spec.range, tool=Ages(spec.tool_from, spec.tool_below))


SCORE = FactReader(
    ScoreSpec, read_score, ANSWERS, score_in_words, asks=score_item, considers=scores_considered
)
