"""The machine-readable result that travels with a card."""

from __future__ import annotations

from msgspec import Struct

from criteria.determination import Determination
from criteria.findings import Finding
from criteria.gaps import Gap
from criteria.truth import Truth


class GapResult(Struct, frozen=True):
    """A gap as it is sent with a determination: what it concerns and what is wrong with it."""

    reference: str
    problem: str


class DeterminationResult(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The machine-readable result that travels with a card; docs/determination.md is its contract.

    Its criteria begin with the population. `unread` are the paths of the findings
    that lack what could not be read, `counts_until` is the last day on which a met
    outcome stays so without new answers, `discharge` the result of the discharge
    criteria where these have no card of their own.
    """

    policy: str
    policy_version: str
    kind: str
    on: str
    outcome: str
    rule_set: str = ""
    criteria: tuple[Finding, ...] = ()
    gaps: tuple[GapResult, ...] = ()
    unread: tuple[str, ...] = ()
    counts_until: str = ""
    discharge: DeterminationResult | None = None


def result(
    determination: Determination, gaps: tuple[Gap, ...] = (), discharge: Determination | None = None
) -> DeterminationResult:
    """The machine-readable form of a determination."""
    return DeterminationResult(
        policy=determination.policy.id,
        policy_version=determination.policy.version,
        kind=determination.phase.id,
        on=determination.on.isoformat(),
        outcome=determination.outcome.outcome,
        rule_set=determination.rule_set.id if determination.rule_set else "",
        criteria=(determination.population, *determination.criteria),
        gaps=tuple([GapResult(gap.reference, gap.problem) for gap in gaps]),
        unread=_unread(determination),
        counts_until=determination.counts_until,
        discharge=result(discharge) if discharge else None,
    )


def _unread(determination: Determination) -> tuple[str, ...]:
    found = (determination.population, *determination.criteria)
    if determination.outcome is not Truth.UNKNOWN or not any([each.is_unread for each in found]):
        return ()
    return tuple([path for path, finding in determination.walk() if _lacks_unread(finding)])


def _lacks_unread(finding: Finding) -> bool:
    return any([each.code.is_unread for each in finding.missing])
