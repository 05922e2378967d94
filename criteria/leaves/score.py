"""The leaves of instruments' scores and clinicians' ratings, and of how they changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from criteria.facts import SEVERITIES, Fact, FactKind, Vocabulary
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.bounds import Bounded, between
from criteria.leaves.leaf import leaf, of_a_day
from criteria.node_result import EvaluationInput, NodeResult, counts_until, fails_until, gathered, unique
from criteria.spans import Span
from criteria.strict_model import SpanField
from criteria.truth import Truth, any_of

Severity = Literal["mild", "moderate", "severe", "extreme"]


class OfDays(Form):
    """A leaf on a score or a rating, which may have to be of a day `within` a span."""

    key: ClassVar[str] = ""
    within: SpanField | None = None

    def longer_than(self, counts_for: Span | None) -> Iterator[str]:
        """What is wrong with a span that is longer than an answer counts: the shorter of the two decides."""
        if self.within and counts_for and self.within.is_longer_than(counts_for):
            yield f"an answer counts for {counts_for}, less than {self.within}: give the fact a longer window"


class Score(OfDays, Bounded):
    """A score within bounds, and with `within` of a day in the span that ends on the evaluation date."""

    key: ClassVar[str] = "score"
    score: str

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.score, FactKind.SCORE),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return of_a_day(inputs.facts[self.score], self.within, inputs.on, lambda f: self.holds(f.value))

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        yield from self.longer_than(vocabulary[self.score].counts_for)
        if limits := vocabulary[self.score].range:
            yield from self.out_of(*limits)


class AnyScore(OfDays, Bounded):
    """At least one score of a group within bounds; not met only when none of them is."""

    key: ClassVar[str] = "any_score"
    any_score: str

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.any_score, FactKind.SCORE_GROUP),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        members = [inputs.facts[name] for name in inputs.vocabulary[self.any_score].members]
        leaves = [of_a_day(each, self.within, inputs.on, lambda f: self.holds(f.value)) for each in members]
        truth = any_of([leaf.truth for leaf in leaves])
        if truth is Truth.UNKNOWN:
            return self._unknown(members, leaves)
        evidence = tuple(e for leaf in leaves if leaf.truth is truth for e in leaf.evidence)
        if truth is Truth.MET:
            return NodeResult(truth, evidence, counts_until=counts_until(1, leaves))
        return NodeResult(truth, evidence, fails_until=fails_until(1, leaves))

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        for member in vocabulary[self.any_score].members:
            yield from self.longer_than(vocabulary[member].counts_for)
            if limits := vocabulary[member].range:
                yield from (f"{member}: {problem}" for problem in self.out_of(*limits))

    def _unknown(self, members: list[Fact], leaves: list[NodeResult]) -> NodeResult:
        """Where all lack for one reason, the group is missing rather than each of its members."""
        reasons = {(fact.reason, fact.code) for fact in members if fact.value is None}
        if len(reasons) == 1 and all(fact.value is None for fact in members):
            hints = unique([hint for fact in members for hint in fact.hints])
            missing = (Missing(self.any_score, *reasons.pop()),)
            return NodeResult(Truth.UNKNOWN, hints=hints, missing=missing)
        return NodeResult(Truth.UNKNOWN, *gathered(leaves))


class Rating(OfDays):
    """A clinician's rating of a domain, no milder than one severity, no worse than another, or both."""

    key: ClassVar[str] = "rating"
    rating: str
    at_least: Severity | None = None
    at_most: Literal["none", "mild", "moderate", "severe"] | None = None

    @model_validator(mode="after")
    def _has_bounds(self) -> Rating:
        if self.at_least is None and self.at_most is None:
            raise ValueError("rating needs 'at_least', 'at_most' or both")
        if self._minimum is not None and self._maximum is not None and self._maximum < self._minimum:
            raise ValueError(f"no rating is {self.at_least} or worse and {self.at_most} or milder")
        return self

    @property
    def _minimum(self) -> int | None:
        return None if self.at_least is None else SEVERITIES.index(self.at_least)

    @property
    def _maximum(self) -> int | None:
        return None if self.at_most is None else SEVERITIES.index(self.at_most)

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.rating, FactKind.RATING),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return of_a_day(inputs.facts[self.rating], self.within, inputs.on, self._holds)

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        yield from self.longer_than(vocabulary[self.rating].counts_for)

    def _holds(self, fact: Fact) -> Truth:
        if not isinstance(fact.value, int):
            return Truth.UNKNOWN
        return between(fact.value, fact.value, self._minimum, self._maximum)


class Change(Form):
    """How much a score or a rating fell or rose since an earlier one: at least so many points."""

    key: ClassVar[str] = "change"
    change: str
    decrease: int | None = Field(None, ge=1)
    increase: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _one_way(self) -> Change:
        if (self.decrease is None) == (self.increase is None):
            raise ValueError("change needs either 'decrease' or 'increase'")
        return self

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.change, FactKind.CHANGE),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.change]
        if not isinstance(fact.value, int):
            return leaf(Truth.UNKNOWN, fact)
        if self.decrease is not None:
            return leaf(between(-fact.value, -fact.value, self.decrease, None), fact)
        return leaf(between(fact.value, fact.value, self.increase, None), fact)
