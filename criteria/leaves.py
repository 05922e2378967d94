"""Evaluates the leaves of an expression: one fact each, against what the policy asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from criteria.expressions import Age, AnyScore, CountAtLeast, FactIs, Rating, Score, Undetermined
from criteria.facts import SEVERITIES, Count, Fact
from criteria.findings import Missing
from criteria.node_result import EvaluationInput, NodeResult, gathered, unique
from criteria.spans import BirthDate, Span
from criteria.truth import Truth, all_of, any_of, negate


def _leaf(truth: Truth, fact: Fact, reason: str = "") -> NodeResult:
    if truth is Truth.UNKNOWN:
        return NodeResult(truth, fact.evidence, fact.hints, (Missing(fact.name, reason or fact.reason),))
    return NodeResult(truth, fact.evidence)


def _threshold(fact: Fact, minimum: int) -> Truth:
    if not isinstance(fact.value, int):
        return Truth.UNKNOWN
    return Truth.MET if fact.value >= minimum else Truth.NOT_MET


def _fact(node: FactIs, inputs: EvaluationInput) -> NodeResult:
    fact = inputs.facts[node.fact]
    if node.within:
        return _date_within(fact, node.within, inputs.on)
    truth = fact.truth if node.is_ == "met" else negate(fact.truth)
    return _leaf(truth, fact)


def _date_within(fact: Fact, span: Span, on: date) -> NodeResult:
    if not isinstance(fact.value, date):
        return _leaf(fact.truth, fact)
    if fact.value < span.before(on):
        return _leaf(Truth.UNKNOWN, fact, f"the date on file, {fact.value}, is more than {span} ago")
    return _leaf(
        Truth.MET if fact.value <= on else Truth.UNKNOWN, fact, "the date on file lies in the future"
    )


def _score(node: Score, inputs: EvaluationInput) -> NodeResult:
    fact = inputs.facts[node.score]
    return _leaf(_threshold(fact, node.minimum), fact)


def _any_score(node: AnyScore, inputs: EvaluationInput) -> NodeResult:
    members = [inputs.facts[name] for name in inputs.vocabulary[node.any_score].members]
    leaves = [_leaf(_threshold(fact, node.minimum), fact) for fact in members]
    truth = any_of([leaf.truth for leaf in leaves])
    if truth is Truth.UNKNOWN:
        reasons = {fact.reason for fact in members if fact.value is None}
        if len(reasons) == 1 and all(fact.value is None for fact in members):
            hints = unique([hint for fact in members for hint in fact.hints])
            return NodeResult(truth, hints=hints, missing=(Missing(node.any_score, reasons.pop()),))
        return NodeResult(truth, *gathered(leaves))
    return NodeResult(truth, tuple(e for leaf in leaves if leaf.truth is truth for e in leaf.evidence))


def _rating(node: Rating, inputs: EvaluationInput) -> NodeResult:
    fact = inputs.facts[node.rating]
    return _leaf(_threshold(fact, SEVERITIES.index(node.at_least)), fact)


def _count(node: CountAtLeast, inputs: EvaluationInput) -> NodeResult:
    fact = inputs.facts[node.count]
    if not isinstance(fact.value, Count):
        return _leaf(Truth.UNKNOWN, fact)
    if fact.value.low >= node.minimum:
        return _leaf(Truth.MET, fact)
    closed = fact.value.high is not None and fact.value.high < node.minimum
    return _leaf(Truth.NOT_MET if closed else Truth.UNKNOWN, fact)


def _age(node: Age, inputs: EvaluationInput) -> NodeResult:
    fact = inputs.facts["birth-date"]
    if not isinstance(fact.value, BirthDate):
        return _leaf(Truth.UNKNOWN, fact)
    bounds = []
    if node.age.from_:
        bounds.append(_reached(node.age.from_, fact.value, inputs.on))
    if node.age.below:
        bounds.append(negate(_reached(node.age.below, fact.value, inputs.on)))
    return _leaf(all_of(bounds), fact, "the birth date on file is too coarse to tell the age")


def _reached(age: Span, birth: BirthDate, on: date) -> Truth:
    if age.after(birth.latest) <= on:
        return Truth.MET
    return Truth.UNKNOWN if age.after(birth.earliest) <= on else Truth.NOT_MET


def _undetermined(node: Undetermined, inputs: EvaluationInput) -> NodeResult:
    return NodeResult(Truth.UNKNOWN, missing=(Missing("policy", node.undetermined),))


LEAVES: Mapping[type[Any], Callable[[Any, EvaluationInput], NodeResult]] = {
    FactIs: _fact,
    Score: _score,
    AnyScore: _any_score,
    Rating: _rating,
    CountAtLeast: _count,
    Age: _age,
    Undetermined: _undetermined,
}
