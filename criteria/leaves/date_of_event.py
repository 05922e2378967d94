"""The leaf of when something happened: how long ago, or how near to something else."""

from __future__ import annotations

from datetime import date as Day  # a policy's own key is `date`
from datetime import timedelta
from typing import ClassVar

from pydantic import model_validator

from criteria.facts import Fact, FactKind
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.leaf import FUTURE_DATE, lapsing, leaf
from criteria.node_result import EvaluationInput, NodeResult, earliest, gathered, unique
from criteria.reasons import ReasonCode
from criteria.spans import Span
from criteria.strict_model import SpanField
from criteria.truth import Truth

_ONE_DAY = timedelta(days=1)
_LATER_MAY_BE_MISSING = "one that fits may be missing from the record"


class DateOfEvent(Form):
    """A date `at_least` or `more_than` so long ago, or `within` a span `after`, `before` or `around` another.

    Both ends of a span are included. A date that recurs is the latest on file:
    one that is too old, or not near enough, is unknown, since another that
    settles it may be missing. A statement that there was no such event is not met.
    """

    key: ClassVar[str] = "date"
    date: str
    at_least: SpanField | None = None
    more_than: SpanField | None = None
    within: SpanField | None = None
    after: str | None = None
    before: str | None = None
    around: str | None = None

    @model_validator(mode="after")
    def _one_question(self) -> DateOfEvent:
        others = [each for each in (self.after, self.before, self.around) if each]
        if len([each for each in (self.at_least, self.more_than, self.within) if each]) != 1:
            raise ValueError("date needs one of 'at_least', 'more_than' (so long ago) and 'within'")
        if self.within and len(others) != 1:
            raise ValueError(
                "'within' needs one of 'after', 'before' and 'around', each the date of another event; "
                "a date in a span that ends on the day of the evaluation is {fact: ..., within: ...}"
            )
        if others and not self.within:
            raise ValueError("'after', 'before' and 'around' stand beside 'within'")
        return self

    @property
    def other(self) -> str | None:
        """The event that the date is compared with; none where it is the day of the evaluation."""
        return self.after or self.before or self.around

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        named = (self.date, self.other) if self.other else (self.date,)
        return tuple((name, FactKind.DATE) for name in named)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.date]
        if self.within and self.other:
            return self._near(fact, inputs.facts[self.other], self.within, inputs)
        if not isinstance(fact.value, Day):
            return leaf(fact.truth, fact)
        if fact.value > inputs.on:
            return leaf(Truth.UNKNOWN, fact, FUTURE_DATE, ReasonCode.FUTURE)
        recurs = inputs.vocabulary[self.date].recurs
        return self._ago(fact, self._latest(inputs.on), fact.value, recurs)

    def _latest(self, on: Day) -> Day:
        """The last day that is so long ago."""
        if self.at_least:
            return self.at_least.before(on)
        return self.more_than.before(on) - _ONE_DAY if self.more_than else on

    def _ago(self, fact: Fact, latest: Day, value: Day, recurs: bool) -> NodeResult:
        if value > latest:
            return lapsing(leaf(Truth.NOT_MET, fact), self._last_day_too_near(value))
        if recurs:
            reason = f"the date on file, {value}, is the latest known; a later one may be missing"
            return leaf(Truth.UNKNOWN, fact, reason, ReasonCode.STALE)
        return leaf(Truth.MET, fact)

    def _last_day_too_near(self, value: Day) -> str:
        """The last day on which a date is not yet so long ago."""
        reached = _first_day_reached(self.at_least, value) if self.at_least else None
        passed = _first_day_reached(self.more_than, value + _ONE_DAY) if self.more_than else None
        first = reached or passed
        return (first - _ONE_DAY).isoformat() if first else ""

    def _near(self, fact: Fact, other: Fact, within: Span, inputs: EvaluationInput) -> NodeResult:
        for each in (fact, other):
            if each.truth is Truth.NOT_MET:
                return leaf(Truth.NOT_MET, each)
        if not isinstance(fact.value, Day) or not isinstance(other.value, Day):
            open_ones = [leaf(each.truth, each) for each in (fact, other) if not isinstance(each.value, Day)]
            return NodeResult(Truth.UNKNOWN, *gathered(open_ones))
        for each, day in ((fact, fact.value), (other, other.value)):
            if day > inputs.on:
                return leaf(Truth.UNKNOWN, each, FUTURE_DATE, ReasonCode.FUTURE)
        first = other.value if self.after else within.before(other.value)
        last = other.value if self.before else within.after(other.value)
        evidence = unique((*fact.evidence, *other.evidence))
        until = earliest([each.counts_until for each in evidence])
        if first <= fact.value <= last:
            return NodeResult(Truth.MET, evidence, counts_until=until)
        if any(inputs.vocabulary[each.name].recurs for each in (fact, other)):
            missing = Missing(fact.name, _LATER_MAY_BE_MISSING, ReasonCode.MAY_LACK_SOME)
            return NodeResult(Truth.UNKNOWN, evidence, missing=(missing,))
        return NodeResult(Truth.NOT_MET, evidence, fails_until=until)


def _first_day_reached(span: Span, start: Day) -> Day:
    """The first day on which `start` is at least this span ago; months differ in length by three days."""
    near = (span.after(start) + timedelta(days=n) for n in range(-3, 4))
    return next(day for day in near if span.before(day) >= start)
