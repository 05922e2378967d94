"""The machine-readable result that travels with a card."""

from __future__ import annotations

from msgspec import Struct

from criteria.determination import Determination
from criteria.findings import Finding
from criteria.gaps import Gap
from criteria.policy import Phase


class GapResult(Struct, frozen=True):
    """A gap as it is sent with a determination: what it concerns and what is wrong with it."""

    reference: str
    problem: str


class DeterminationResult(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The machine-readable result that travels with a card; docs/determination.md is its contract.

    Its criteria begin with the population.
    """

    policy: str
    policy_version: str
    kind: Phase
    on: str
    outcome: str
    rule_set: str = ""
    criteria: tuple[Finding, ...] = ()
    gaps: tuple[GapResult, ...] = ()


def result(determination: Determination, gaps: tuple[Gap, ...]) -> DeterminationResult:
    """The machine-readable form of a determination."""
    return DeterminationResult(
        policy=determination.policy.id,
        policy_version=determination.policy.version,
        kind=determination.phase,
        on=determination.on.isoformat(),
        outcome=determination.outcome.value,
        rule_set=determination.rule_set.id if determination.rule_set else "",
        criteria=(determination.population, *determination.criteria),
        gaps=tuple([GapResult(gap.reference, gap.problem) for gap in gaps]),
    )
