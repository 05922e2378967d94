"""Reads instrument scores: one that is stale, out of range or of the wrong tool is unknown, never low."""

from __future__ import annotations

from criteria.facts import Fact
from mappings.codes.fact_specs import InstrumentSpec, ScoreSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answers import Answer, Reading, Unusable, fact_from_newest, usable_answers
from mappings.readers.attestations import asked
from mappings.readers.values import whole_number

_SCORERS = frozenset({"Practitioner", "PractitionerRole", "Organization", ""})


def read_score(name: str, spec: ScoreSpec, facts: PatientFacts) -> Fact:
    """The newest score of one instrument, valid for the age it was taken at."""

    def read(answer: Answer) -> Reading | Unusable:
        return valid_score(answer, spec, facts)

    answers, hints = usable_answers(facts.record.answers.get(name, ()), facts, name)
    return fact_from_newest(name, answers, hints, read, facts.on, facts.mapping.window(name), asked(spec))


def valid_score(answer: Answer, spec: InstrumentSpec, facts: PatientFacts) -> Reading | Unusable:
    """A whole number in range, not scored by the family alone, taken while the tool fitted the age."""
    number = stated_score(answer, spec, facts)
    if isinstance(number, Unusable):
        return number
    low, high = spec.range
    if not low <= number <= high:
        return Unusable(f"{number} is out of the range {low}-{high}", number)
    if not may_score(answer):
        return Unusable("scoring by an LPHA is not shown", number)
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
    return whole_number(answer.source.valued, (*facts.mapping.score_units, *spec.units), above)
