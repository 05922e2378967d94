"""The leaf of how many of a thing there are."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from criteria.facts import Count, FactKind
from criteria.leaves.bounds import Bounded, between
from criteria.leaves.leaf import leaf
from criteria.node_result import EvaluationInput, NodeResult
from criteria.truth import Truth


class CountAtLeast(Bounded):
    """So many of a thing; a smaller number found so far is unknown unless the record closes it."""

    key: ClassVar[str] = "count"
    count: str
    minimum: int | None = Field(None, ge=1)
    maximum: int | None = Field(None, ge=0)

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        return ((self.count, FactKind.COUNT),)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        fact = inputs.facts[self.count]
        if not isinstance(fact.value, Count):
            return leaf(Truth.UNKNOWN, fact)
        return leaf(between(*fact.value, self.minimum, self.maximum), fact)
