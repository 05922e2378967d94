"""The leaf of a person's age, today or at an event; ages are compared as dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from msgspec.structs import replace
from pydantic import Field, model_validator

from criteria.facts import Fact, FactKind
from criteria.form import Form
from criteria.leaves.leaf import FUTURE_DATE, NO_SUCH_DATE, lapsing, leaf
from criteria.node_result import EvaluationInput, NodeResult
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate, Span
from criteria.strict_model import SpanField, Strict
from criteria.truth import Truth, all_of, negate

BIRTH_DATE = "birth-date"
"""The fact that an age is told by."""
_TOO_COARSE = "the birth date on file is too coarse to tell the age"
_ONE_DAY = timedelta(days=1)


class AgeBand(Strict):
    """Completed age `from` (included) up to `below` (excluded)."""

    from_: SpanField | None = Field(None, alias="from")
    below: SpanField | None = None

    @model_validator(mode="after")
    def _bounded(self) -> AgeBand:
        if self.from_ is None and self.below is None:
            raise ValueError("an age needs 'from', 'below' or both")
        if self.from_ and self.below and not self.below.is_longer_than(self.from_):
            raise ValueError(f"nobody is {self.from_} or older and below {self.below}")
        return self

    def holds(self, fact: Fact, on: date) -> NodeResult:
        """Whether a person of a birth date is of this age on a day, and until when."""
        if not isinstance(fact.value, BirthDate):
            return leaf(Truth.UNKNOWN, fact)
        reached = [_reached(self.from_, fact.value, on)] if self.from_ else []
        passed = [negate(_reached(self.below, fact.value, on))] if self.below else []
        result = leaf(all_of([*reached, *passed]), fact, _TOO_COARSE, ReasonCode.UNDATED)
        if result.truth is Truth.MET and self.below:
            return lapsing(result, _last_day_below(self.below, fact.value))
        if reached == [Truth.NOT_MET] and self.from_:
            return lapsing(result, _last_day_below(self.from_, fact.value))
        return result


class Age(Form):
    """The person's age on the evaluation date, or `at` the date of an event such as an enrolment."""

    key: ClassVar[str] = "age"
    age: AgeBand
    at: str | None = None

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        then = ((self.at, FactKind.DATE),) if self.at else ()
        return ((BIRTH_DATE, FactKind.BIRTH_DATE), *then)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        birth = inputs.facts[BIRTH_DATE]
        if self.at is None:
            return self.age.holds(birth, inputs.on)
        return self._at(inputs.facts[self.at], birth, inputs.on)

    def _at(self, event: Fact, birth: Fact, on: date) -> NodeResult:
        """What the age was at an event; that stays so."""
        if event.truth is Truth.NOT_MET:
            return leaf(Truth.UNKNOWN, event, NO_SUCH_DATE, ReasonCode.POLICY_SILENT)
        if not isinstance(event.value, date):
            return leaf(Truth.UNKNOWN, event)
        if event.value > on:
            return leaf(Truth.UNKNOWN, event, FUTURE_DATE, ReasonCode.FUTURE)
        then = self.age.holds(birth, event.value)
        result = replace(then, evidence=(*then.evidence, *event.evidence), counts_until="", fails_until="")
        return lapsing(result, *(each.counts_until for each in result.evidence))


def _reached(age: Span, birth: BirthDate, on: date) -> Truth:
    if age.after(birth.latest) <= on:
        return Truth.MET
    return Truth.UNKNOWN if age.after(birth.earliest) <= on else Truth.NOT_MET


def _last_day_below(age: Span, birth: BirthDate) -> str:
    """The last day on which somebody is certainly younger than this."""
    return (age.after(birth.earliest) - _ONE_DAY).isoformat()
