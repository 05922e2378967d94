"""What one node of an expression comes to while it is evaluated, and what it is evaluated over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct

from criteria.facts import Evidence, Facts, Vocabulary
from criteria.findings import Finding, Missing
from criteria.policy import Policy
from criteria.truth import Truth

Item = TypeVar("Item")


class NodeResult(Struct, frozen=True, gc=False):
    """What one node of an expression came to."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()


class EvaluationInput(Struct, frozen=True):
    """The policy, the kinds of its facts, the facts themselves and the evaluation date."""

    policy: Policy
    vocabulary: Vocabulary
    facts: Facts
    on: date


def gathered(
    branches: Sequence[NodeResult],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...], tuple[Missing, ...]]:
    """The evidence and hints of several branches, and what is missing in the unknown ones."""
    return (
        unique([e for b in branches for e in b.evidence]),
        unique([h for b in branches for h in b.hints]),
        unique([m for b in branches if b.truth is Truth.UNKNOWN for m in b.missing]),
    )


def unique(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items in their order, each once."""
    return tuple(dict.fromkeys(items) if len(items) > 1 else items)
