"""The leaves of the grammar: each compares one fact with what the policy asks of it.

Their truth tables are in docs/adr/0001. The grammar is closed: a new leaf
needs a decision record first, and then a class here that stands in LEAVES.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field, model_validator

from criteria.facts import SEVERITIES, Count, Fact, FactKind
from criteria.findings import Missing
from criteria.form import Form
from criteria.node_result import EvaluationInput, NodeResult, counts_until, earliest, gathered, unique
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate, Span
from criteria.strict_model import SpanField, Strict, Text
from criteria.truth import Truth, all_of, any_of, negate

OTHER_DIAGNOSIS = "the answer is about a condition that is not on the policy's list"
BIRTH_DATE = "birth-date"
"""The fact that an age is told by."""


class FactIs(Form):
    """A truth fact, negated by `is: not_met`; or, with `within`, a date fact.

    A date is met when it lies in the span that ends on the evaluation date,
    both ends included; a date before it is unknown, since a later one may be
    missing from the record; a statement that there is none is not met. `about`
    lists diagnoses: an answer that says it is about others only tells nothing.
    """

    key: ClassVar[str] = "fact"
    fact: str
    is_: Literal["met", "not_met"] = Field("met", alias="is")
    within: SpanField | None = None
    about: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _of_one_kind(self) -> FactIs:
        if self.within and self.is_ == "not_met":
            raise ValueError("a date within a span cannot be negated: leave out 'is'")
        return self

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        own = (self.fact, FactKind.DATE if self.within else FactKind.TRUTH)
        return (own, *((diagnosis, FactKind.TRUTH) for diagnosis in self.about))

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.fact]
        if self.within:
            return _date_within(fact, self.within, inputs.on)
        if self.about and fact.about and set(self.about).isdisjoint(fact.about):
            missing = Missing(fact.name, OTHER_DIAGNOSIS, ReasonCode.NEAR_MISS)
            return NodeResult(Truth.UNKNOWN, hints=(*fact.evidence, *fact.hints), missing=(missing,))
        return _leaf(fact.truth if self.is_ == "met" else negate(fact.truth), fact)


class Score(Form):
    """A score at or above a minimum."""

    key: ClassVar[str] = "score"
    score: str
    minimum: int

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.score, FactKind.SCORE),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.score]
        return _leaf(_threshold(fact, self.minimum), fact)


class AnyScore(Form):
    """At least one score of a group at or above a minimum; not met only when all are below."""

    key: ClassVar[str] = "any_score"
    any_score: str
    minimum: int

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.any_score, FactKind.SCORE_GROUP),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        members = [inputs.facts[name] for name in inputs.vocabulary[self.any_score].members]
        leaves = [_leaf(_threshold(fact, self.minimum), fact) for fact in members]
        truth = any_of([leaf.truth for leaf in leaves])
        if truth is Truth.UNKNOWN:
            return self._unknown(members, leaves)
        evidence = tuple(e for leaf in leaves if leaf.truth is truth for e in leaf.evidence)
        until = counts_until(1, leaves) if truth is Truth.MET else ""
        return NodeResult(truth, evidence, counts_until=until)

    def _unknown(self, members: list[Fact], leaves: list[NodeResult]) -> NodeResult:
        """Where all lack for one reason, the group is missing rather than each of its members."""
        reasons = {(fact.reason, fact.code) for fact in members if fact.value is None}
        if len(reasons) == 1 and all(fact.value is None for fact in members):
            hints = unique([hint for fact in members for hint in fact.hints])
            missing = (Missing(self.any_score, *reasons.pop()),)
            return NodeResult(Truth.UNKNOWN, hints=hints, missing=missing)
        return NodeResult(Truth.UNKNOWN, *gathered(leaves))


class Rating(Form):
    """A clinician's rating of a domain at or above a severity."""

    key: ClassVar[str] = "rating"
    rating: str
    at_least: Literal["mild", "moderate", "severe", "extreme"]

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.rating, FactKind.RATING),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.rating]
        return _leaf(_threshold(fact, SEVERITIES.index(self.at_least)), fact)


class AgeBand(Strict):
    """Completed age `from` (included) up to `below` (excluded)."""

    from_: SpanField | None = Field(None, alias="from")
    below: SpanField | None = None

    @model_validator(mode="after")
    def _bounded(self) -> AgeBand:
        if self.from_ is None and self.below is None:
            raise ValueError("an age needs 'from', 'below' or both")
        return self


class Age(Form):
    """The person's age on the evaluation date."""

    key: ClassVar[str] = "age"
    age: AgeBand

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((BIRTH_DATE, FactKind.BIRTH_DATE),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[BIRTH_DATE]
        if not isinstance(fact.value, BirthDate):
            return _leaf(Truth.UNKNOWN, fact)
        bounds = []
        if self.age.from_:
            bounds.append(_reached(self.age.from_, fact.value, inputs.on))
        if self.age.below:
            bounds.append(negate(_reached(self.age.below, fact.value, inputs.on)))
        result = _leaf(
            all_of(bounds), fact, "the birth date on file is too coarse to tell the age", ReasonCode.UNDATED
        )
        if result.truth is not Truth.MET or self.age.below is None:
            return result
        return replace(result, counts_until=_last_day_below(self.age.below, fact.value).isoformat())


class CountAtLeast(Form):
    """So many of a thing; a smaller number found so far is unknown unless the record closes it."""

    key: ClassVar[str] = "count"
    count: str
    minimum: int = Field(ge=1)

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.count, FactKind.COUNT),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.count]
        if not isinstance(fact.value, Count):
            return _leaf(Truth.UNKNOWN, fact)
        if fact.value.low >= self.minimum:
            return _leaf(Truth.MET, fact)
        closed = fact.value.high is not None and fact.value.high < self.minimum
        return _leaf(Truth.NOT_MET if closed else Truth.UNKNOWN, fact)


class Undetermined(Form):
    """The policy is silent here: always unknown, for the reason given."""

    key: ClassVar[str] = "undetermined"
    undetermined: Text

    def evaluate(self, _: EvaluationInput) -> NodeResult:
        return NodeResult(
            Truth.UNKNOWN, missing=(Missing("policy", self.undetermined, ReasonCode.POLICY_SILENT),)
        )


LEAVES: tuple[type[Form], ...] = (FactIs, Score, AnyScore, Rating, Age, CountAtLeast, Undetermined)


def _leaf(truth: Truth, fact: Fact, reason: str = "", code: ReasonCode | None = None) -> NodeResult:
    if truth is Truth.UNKNOWN:
        missing = Missing(fact.name, reason or fact.reason, code or fact.code)
        return NodeResult(truth, fact.evidence, fact.hints, (missing,))
    if truth is Truth.NOT_MET:
        return NodeResult(truth, fact.evidence)
    if len(fact.evidence) == 1:
        return NodeResult(truth, fact.evidence, counts_until=fact.evidence[0].counts_until)
    return NodeResult(truth, fact.evidence, counts_until=earliest([e.counts_until for e in fact.evidence]))


def _threshold(fact: Fact, minimum: int) -> Truth:
    if not isinstance(fact.value, int):
        return Truth.UNKNOWN
    return Truth.MET if fact.value >= minimum else Truth.NOT_MET


def _date_within(fact: Fact, span: Span, on: date) -> NodeResult:
    if not isinstance(fact.value, date):
        return _leaf(fact.truth, fact)
    if fact.value < span.before(on):
        reason = f"the date on file, {fact.value}, is more than {span} ago"
        return _leaf(Truth.UNKNOWN, fact, reason, ReasonCode.STALE)
    if fact.value > on:
        return _leaf(Truth.UNKNOWN, fact, "the date on file lies in the future", ReasonCode.FUTURE)
    until = [span.last_day(fact.value).isoformat(), *(each.counts_until for each in fact.evidence)]
    return NodeResult(Truth.MET, fact.evidence, counts_until=earliest(until))


def _reached(age: Span, birth: BirthDate, on: date) -> Truth:
    if age.after(birth.latest) <= on:
        return Truth.MET
    return Truth.UNKNOWN if age.after(birth.earliest) <= on else Truth.NOT_MET


def _last_day_below(age: Span, birth: BirthDate) -> date:
    """The last day on which somebody is certainly younger than this."""
    return age.after(birth.earliest) - timedelta(days=1)
