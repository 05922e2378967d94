"""The leaf of what somebody stated, and of an event in a window."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from criteria.facts import Fact, FactKind
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.leaf import FUTURE_DATE, lapsing, leaf
from criteria.node_result import EvaluationInput, NodeResult
from criteria.reasons import ReasonCode
from criteria.spans import Span
from criteria.strict_model import SpanField
from criteria.truth import Truth, negate

OTHER_DIAGNOSIS = "the answer is about a condition that is not on the policy's list"


class FactIs(Form):
    """A truth fact, negated by `is: not_met`; or, with `within`, a date fact.

    A date is met when it lies in the span that ends on the evaluation date,
    both ends included; a date before it is unknown, since a later one may be
    missing from the record, unless it happens once; a statement that there is
    none is not met. `about` lists diagnoses: an answer that says it is about
    others only tells nothing.
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
            return _date_within(fact, self.within, inputs)
        if self.about and fact.about and set(self.about).isdisjoint(fact.about):
            missing = Missing(fact.name, OTHER_DIAGNOSIS, ReasonCode.NEAR_MISS)
            return NodeResult(Truth.UNKNOWN, hints=(*fact.evidence, *fact.hints), missing=(missing,))
        return leaf(fact.truth if self.is_ == "met" else negate(fact.truth), fact)


def _date_within(fact: Fact, span: Span, inputs: EvaluationInput) -> NodeResult:
    if not isinstance(fact.value, date):
        return leaf(fact.truth, fact)
    if fact.value < span.before(inputs.on):
        if not inputs.vocabulary[fact.name].recurs:
            return leaf(Truth.NOT_MET, fact)
        reason = f"the date on file, {fact.value}, is more than {span} ago"
        return leaf(Truth.UNKNOWN, fact, reason, ReasonCode.STALE)
    if fact.value > inputs.on:
        return leaf(Truth.UNKNOWN, fact, FUTURE_DATE, ReasonCode.FUTURE)
    return lapsing(leaf(Truth.MET, fact), span.last_day(fact.value).isoformat())
