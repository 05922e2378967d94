"""The form that chooses a condition by the person's age, such as the instrument that is right for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from msgspec.structs import replace
from pydantic import Field, model_validator

from criteria.facts import FactKind
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.age import BIRTH_DATE, AgeBand
from criteria.leaves.leaf import lapsing
from criteria.node import Node
from criteria.node_result import EvaluationInput, NodeResult
from criteria.reasons import ReasonCode
from criteria.strict_yaml import Location
from criteria.truth import Truth

NO_BAND = "the policy names no condition for this age"


class ForAges(AgeBand):
    """The condition for those of an age `from` (included) up to `below` (excluded)."""

    when: Node

    @model_validator(mode="after")
    def _of_conditions(self) -> ForAges:
        if self.when.has_findings:
            raise ValueError("by_age holds no criteria: criteria by age are rule sets with populations")
        return self


class ByAge(Form):
    """One condition for each age; for an age that none is for, the policy is silent and it is unknown."""

    key: ClassVar[str] = "by_age"
    by_age: tuple[ForAges, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _in_order(self) -> ByAge:
        for younger, older in pairwise(self.by_age):
            if younger.below is None or older.from_ is None:
                raise ValueError("by_age goes from young to old: 'below' before the next one's 'from'")
            if younger.below.is_longer_than(older.from_):
                raise ValueError(f"the ages below {younger.below} and from {older.from_} overlap")
        return self

    def _below(self) -> Iterator[tuple[Location, Form]]:
        yield from ((("by_age", i, "when"), each.when) for i, each in enumerate(self.by_age))

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((BIRTH_DATE, FactKind.BIRTH_DATE),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        birth = inputs.facts[BIRTH_DATE]
        unknown: list[NodeResult] = []
        for each in self.by_age:
            age = each.holds(birth, inputs.on)
            if age.truth is Truth.MET:
                return lapsing(each.when.evaluate(inputs), age.counts_until)
            if age.truth is Truth.UNKNOWN:
                unknown.append(age)
        if unknown:
            return replace(unknown[0], evidence=())
        missing = Missing("policy", NO_BAND, ReasonCode.POLICY_SILENT)
        return NodeResult(Truth.UNKNOWN, birth.evidence, missing=(missing,))
