"""What the evaluation of a rule set comes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from criteria.findings import Finding, walk
from criteria.phases import Phase
from criteria.policy import Policy, RuleSet
from criteria.truth import Truth


class Determination(Struct, frozen=True):
    """The result of one rule set, or of the search for one.

    `criteria` holds a finding for each criterion of the rule set, in the
    policy's order; none when the person is outside the population. `rule_set`
    is None when it is not known whether a population fits and none could be chosen.
    `counts_until` is the last day, as an ISO date, on which a met outcome stays so
    without new answers; empty where it does not lapse.
    """

    policy: Policy
    phase: Phase
    rule_set: RuleSet | None
    on: date
    outcome: Truth
    population: Finding
    criteria: tuple[Finding, ...] = ()
    counts_until: str = ""

    @property
    def inclusions(self) -> tuple[Finding, ...]:
        """The criteria without the exclusions among them."""
        return tuple([each for each in self.criteria if not each.excludes])

    @property
    def exclusions(self) -> tuple[Finding, ...]:
        """The exclusions among the criteria: met where they are ruled out."""
        return tuple([each for each in self.criteria if each.excludes])

    def walk(self) -> Iterator[tuple[str, Finding]]:
        """Every finding with its path, the population first and each finding before its parts."""
        return walk((self.population, *self.criteria))
