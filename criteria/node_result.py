"""What one node of an expression comes to while it is evaluated, and what it is evaluated over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from criteria.facts import Evidence, Facts, Vocabulary
from criteria.findings import Finding, Missing
from criteria.truth import Truth, negate

Item = TypeVar("Item")


class NodeResult(Struct, frozen=True, gc=False):
    """What one node of an expression came to.

    `counts_until` is the last day, as an ISO date, on which something met stays
    so without new answers, `fails_until` the last on which something not met does;
    empty where it does not lapse.
    """

    truth: Truth
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts_until: str = ""
    fails_until: str = ""

    def negated(self) -> NodeResult:
        """What the opposite comes to, on the same evidence."""
        return replace(
            self,
            truth=negate(self.truth),
            counts_until=self.fails_until,
            fails_until=self.counts_until,
        )


class EvaluationInput(Struct, frozen=True):
    """The kinds of the facts, the facts themselves, the evaluation date, and a way to other rule sets.

    `rule_set` evaluates the policy's rule set of an id, over the inputs it is given.
    """

    vocabulary: Vocabulary
    facts: Facts
    on: date
    rule_set: Callable[[str, EvaluationInput], NodeResult]


def gathered(
    results: Sequence[NodeResult],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...], tuple[Missing, ...]]:
    """The evidence and hints of several results, and what is missing in the unknown ones."""
    return (
        unique([e for r in results for e in r.evidence]),
        unique([h for r in results for h in r.hints]),
        unique([m for r in results if r.truth is Truth.UNKNOWN for m in r.missing]),
    )


def unique(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items in their order, each once."""
    return tuple(dict.fromkeys(items) if len(items) > 1 else items)


def earliest(days: Sequence[str]) -> str:
    """The first of some ISO dates; empty ones are no dates."""
    if len(days) == 1:
        return days[0]
    return min(filter(None, days), default="")


def counts_until(n: int, results: Sequence[NodeResult]) -> str:
    """Until when n of the results that are met stay so: the first to lapse of those n that last longest."""
    return _lasting(n, [result.counts_until for result in results if result.truth is Truth.MET])


def fails_until(n: int, results: Sequence[NodeResult]) -> str:
    """Until when so many of the results are not met that n of all cannot be met."""
    failing = [result.fails_until for result in results if result.truth is Truth.NOT_MET]
    return _lasting(len(results) - n + 1, failing)


def _lasting(n: int, days: Sequence[str]) -> str:
    """The first to lapse of those n that last longest; an empty day does not lapse."""
    if n == len(days):
        return earliest(days)
    lapsing = sorted([day for day in days if day], reverse=True)
    lasting = len(days) - len(lapsing)
    return lapsing[n - lasting - 1] if n > lasting else ""
