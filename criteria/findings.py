"""What an evaluation comes to: findings, and the determination they make up."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from criteria.facts import Evidence
from criteria.policy import Phase, Policy, RuleSet
from criteria.truth import Truth

POPULATION = "population"
NOT_APPLICABLE = "not_applicable"


_TRUTHS = {truth.value: truth for truth in Truth} | {NOT_APPLICABLE: Truth.MET}


class Missing(Struct, frozen=True, gc=False):
    """A fact that is not known and could still change the answer, and why it is not known."""

    fact: str
    reason: str


class Finding(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """What was found of one criterion.

    `outcome` is `met`, `not_met`, `unknown` or `not_applicable`; the last
    counts as satisfied. `evidence` is what decided it or what is known so far,
    `hints` settle nothing, `missing` is filled only while it is unknown.
    """

    id: str
    outcome: str
    title: str = ""
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    left_to_clinician: str = ""
    reads_as: str = ""
    criteria: tuple[Finding, ...] = ()

    @property
    def truth(self) -> Truth:
        """The outcome in three values: what is not applicable stands in no one's way."""
        return _TRUTHS[self.outcome]

    @property
    def rests_on_rule_set(self) -> bool:
        """Whether the findings of another rule set are among its parts; they begin with a population."""
        return POPULATION in [part.id for part in self.criteria]


class Determination(Struct, frozen=True):
    """The result of one rule set, or of the search for one.

    The first finding is the population. `rule_set` is None when the age is
    unknown and no rule set could be chosen.
    """

    policy: Policy
    kind: Phase
    rule_set: RuleSet | None
    on: date
    outcome: Truth
    criteria: tuple[Finding, ...]
