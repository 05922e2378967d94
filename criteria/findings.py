"""What was found of a criterion, and the walk over findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from criteria.facts import Evidence
from criteria.reasons import ReasonCode
from criteria.truth import Truth

POPULATION = "population"
BELOW = "/"
"""Stands in a path before what is found of a rule set that a criterion rests on."""
NOT_APPLICABLE = "not_applicable"


_UNKNOWN = Truth.UNKNOWN.outcome
_TRUTHS = {truth.value: truth for truth in Truth} | {NOT_APPLICABLE: Truth.MET}


class Missing(Struct, frozen=True, gc=False, rename={"code": "reasonCode"}):
    """A fact that is not known and could still change the answer; why, in words and as a code."""

    fact: str
    reason: str
    code: ReasonCode = ReasonCode.NOT_ON_FILE


class Finding(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """What was found of one criterion.

    `outcome` is `met`, `not_met`, `unknown` or `not_applicable`; the last
    counts as satisfied. `evidence` is what decided it or what is known so far,
    `hints` settle nothing, `missing` is filled only while it is unknown.
    `counts_until` is the last day, as an ISO date, on which what is met rests on
    answers that still count; empty where none of them lapses. One that `excludes`
    is met where the exclusion is ruled out.
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
    counts_until: str = ""
    excludes: bool = False

    @property
    def truth(self) -> Truth:
        """The outcome in three values: what is not applicable stands in no one's way."""
        return _TRUTHS[self.outcome]

    @property
    def is_unread(self) -> bool:
        """Whether it is unknown because something that it rests on could not be read."""
        if self.outcome != _UNKNOWN:
            return False
        if any([each.code.is_unread for each in self.missing]):
            return True
        return any([part.is_unread for part in self.criteria])

    @property
    def rests_on_rule_set(self) -> bool:
        """Whether the findings of another rule set are among its parts; they begin with a population."""
        return bool(self.criteria) and self.criteria[0].id == POPULATION


def walk(
    findings: Iterable[Finding], *, only: Callable[[Finding], bool] | None = None, within: str = ""
) -> Iterator[tuple[str, Finding]]:
    """Findings and all their parts, each with its path and before its parts.

    A path is the finding's id; the findings of a rule set that a criterion
    rests on stand below that criterion, its population among them: `A/B.1`,
    `A/population`. A finding that `only` refuses is left out with its parts.
    """
    for finding in findings:
        if only and not only(finding):
            continue
        path = within + finding.id
        yield path, finding
        if finding.criteria:
            below = f"{path}{BELOW}" if finding.rests_on_rule_set else within
            yield from walk(finding.criteria, only=only, within=below)
