"""A criterion with its own words, and the criteria of another rule set in its place."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from pydantic import Field, model_validator

from criteria.facts import FactKind, ServedFacts
from criteria.findings import NOT_APPLICABLE, Finding
from criteria.form import Form
from criteria.leaves.leaf import lapsing
from criteria.node import Node
from criteria.node_result import EvaluationInput, NodeResult, gathered
from criteria.strict_model import Text
from criteria.truth import Truth, any_of, negate


class RuleSetMet(Form):
    """The truth of another rule set of the same policy, population included.

    `served_by` names, by a fact of that rule set, the later question whose
    answer serves in its place, so that one thing is not asked twice.
    """

    key: ClassVar[str] = "rule_set"
    rule_set: str
    served_by: dict[str, str] = Field(default_factory=dict)

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        named = (*self.served_by, *self.served_by.values())
        return tuple((name, FactKind.TRUTH) for name in named)

    @property
    def has_findings(self) -> bool:
        return True

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        if self.served_by:
            facts = ServedFacts(inputs.facts, self.served_by)
            inputs = msgspec.structs.replace(inputs, facts=facts)
        return inputs.rule_set(self.rule_set, inputs)


class Criterion(Form):
    """A criterion or sub-item of the policy, with its own words.

    `text` and `applies_text` are quoted from the source; `[...]` marks what a
    quote leaves out. `reads_as` is our reading of a doubt, and
    `left_to_clinician` what is not computed. Where `applies_when` is false the
    criterion is not applicable and counts as satisfied. Of one that `excludes`,
    `when` says what rules the person out: the criterion is met where that is
    known not to be.
    """

    key: ClassVar[str] = "id"
    written: ClassVar[str] = "a criterion with an id"
    id: Text
    title: Text
    text: Text
    reads_as: Text | None = None
    left_to_clinician: Text | None = None
    excludes: bool = False
    applies_when: Node | None = None
    applies_text: Text | None = None
    when: Node

    @model_validator(mode="after")
    def _whole(self) -> Criterion:
        if (self.applies_when is None) != (self.applies_text is None):
            raise ValueError("'applies_when' and 'applies_text' stand together: the condition and its quote")
        if self.applies_when and self.applies_when.has_findings:
            raise ValueError("'applies_when' holds no criteria: nothing would tell what was found of them")
        if self.excludes and self.when.has_findings:
            raise ValueError("an exclusion has no criteria below it: write an exclusion for each")
        return self

    @property
    def has_findings(self) -> bool:
        return True

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        applies = self.applies_when.evaluate(inputs) if self.applies_when else None
        if applies and applies.truth is Truth.NOT_MET:
            until = applies.fails_until
            finding = self._finding(
                NOT_APPLICABLE, NodeResult(Truth.MET, applies.evidence, counts_until=until)
            )
            return NodeResult(Truth.MET, findings=(finding,), counts_until=until)
        result = self.when.evaluate(inputs)
        if self.excludes:
            result = result.negated()
        if applies and applies.truth is Truth.UNKNOWN:
            result = _perhaps(applies, result)
        elif applies and result.truth is Truth.NOT_MET:
            result = lapsing(result, applies.counts_until)
        finding = self._finding(result.truth.outcome, result)
        return NodeResult(
            result.truth,
            findings=(finding,),
            counts_until=result.counts_until,
            fails_until=result.fails_until,
        )

    def _finding(self, outcome: str, result: NodeResult) -> Finding:
        return Finding(
            self.id,
            outcome,
            self.title,
            self.text,
            result.evidence,
            result.hints,
            result.missing,
            self.left_to_clinician or "",
            self.reads_as or "",
            result.findings,
            result.counts_until,
            self.excludes,
        )


def _perhaps(applies: NodeResult, result: NodeResult) -> NodeResult:
    """Where it is not known whether a criterion applies: met if it is met either way, else unknown."""
    truth = any_of([negate(applies.truth), result.truth])
    if truth is Truth.MET:
        return result
    return NodeResult(truth, *gathered([applies, result]), result.findings)
