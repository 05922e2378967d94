"""The combinators of the grammar: of several conditions, all, some, so many or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from pydantic import Field, model_validator

from criteria.findings import Missing
from criteria.form import Form
from criteria.node import Node
from criteria.node_result import EvaluationInput, NodeResult, counts_until, fails_until, gathered, unique
from criteria.truth import Truth, at_least


class AllOf(Form):
    """Met when every part is met; an empty one takes in everyone."""

    key: ClassVar[str] = "all_of"
    all_of: tuple[Node, ...]

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(len(self.all_of), self.all_of, inputs)


class AnyOf(Form):
    """Met when one part is met.

    While it is open, parts that rest on diagnoses ask only for what those with
    a diagnosis on file still lack; nothing asks for a diagnosis beside one.
    """

    key: ClassVar[str] = "any_of"
    any_of: tuple[Node, ...] = Field(min_length=2)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        results = [part.evaluate(inputs) for part in self.any_of]
        joined = _joined(1, results)
        if joined.truth is not Truth.UNKNOWN:
            return joined
        open_ones = [
            each for each in zip(self.any_of, results, strict=True) if each[1].truth is Truth.UNKNOWN
        ]
        return msgspec.structs.replace(joined, missing=_asked(open_ones, inputs))


class AtLeast(Form):
    """Met when so many of the parts are met."""

    key: ClassVar[str] = "of"
    written: ClassVar[str] = "at_least with of"
    at_least: int = Field(ge=1)
    of: tuple[Node, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _reachable(self) -> AtLeast:
        if self.at_least > len(self.of):
            raise ValueError(f"at_least {self.at_least} of {len(self.of)} parts can never be met")
        return self

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(self.at_least, self.of, inputs)


class NoneOf(Form):
    """Met when no part is met, which has to be known of each; one that is met makes it not met.

    Its parts are conditions and no criteria: what is found of a criterion would
    read as its opposite.
    """

    key: ClassVar[str] = "none_of"
    none_of: tuple[Node, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _of_conditions(self) -> NoneOf:
        if any(part.has_findings for part in self.none_of):
            raise ValueError("none_of holds no criteria: write a criterion with 'excludes: true' for each")
        return self

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(1, self.none_of, inputs).negated()


def _combined(n: int, parts: Sequence[Form], inputs: EvaluationInput) -> NodeResult:
    return _joined(n, [part.evaluate(inputs) for part in parts])


def _joined(n: int, results: Sequence[NodeResult]) -> NodeResult:
    truth = at_least(n, [r.truth for r in results])
    findings = tuple([f for r in results for f in r.findings])
    if truth is Truth.UNKNOWN:
        return NodeResult(truth, *gathered(results), findings)
    deciding = unique([e for r in results if r.truth is truth for e in r.evidence])
    if truth is Truth.MET:
        return NodeResult(truth, deciding, findings=findings, counts_until=counts_until(n, results))
    return NodeResult(truth, deciding, findings=findings, fails_until=fails_until(n, results))


def _asked(routes: Sequence[tuple[Form, NodeResult]], inputs: EvaluationInput) -> tuple[Missing, ...]:
    """What the open parts of an `any_of` ask for: nothing that matters only with another diagnosis."""
    diagnoses = [_diagnoses(part, inputs) for part, _ in routes]
    on_file = [any(inputs.facts[each].is_on_file for each in named) for named in diagnoses]
    asked: list[Missing] = []
    for (_, result), named, here in zip(routes, diagnoses, on_file, strict=True):
        if here or not named:
            asked += result.missing
        elif not any(on_file):
            asked += [each for each in result.missing if each.fact in named]
    return unique(asked)


def _diagnoses(part: Form, inputs: EvaluationInput) -> frozenset[str]:
    """The diagnoses that a condition or one below it rests on."""
    return frozenset(fact for fact in part.rests_on if inputs.vocabulary[fact].is_diagnosis)
