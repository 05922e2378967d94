"""The states of criteria as a card counts them: met, not met, and of what is unknown open or unread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cds_cards.wording import State
from criteria.determination import Determination
from criteria.findings import Finding, Missing, walk
from criteria.reasons import ReasonCode
from criteria.truth import Truth


class Tally(NamedTuple):
    """How many criteria are in each state; those that do not apply are not counted."""

    met: int
    not_met: int
    still_open: int
    unread: int

    @property
    def total(self) -> int:
        """How many criteria apply."""
        return sum(self)


def tally(findings: Sequence[Finding]) -> Tally:
    """The tally of some criteria."""
    outcomes = [finding.outcome for finding in findings]
    unknown = outcomes.count(Truth.UNKNOWN.outcome)
    unread = [finding.is_unread for finding in findings].count(True) if unknown else 0
    return Tally(
        outcomes.count(Truth.MET.outcome),
        outcomes.count(Truth.NOT_MET.outcome),
        unknown - unread,
        unread,
    )


def lacking(finding: Finding) -> Iterator[Missing]:
    """What a criterion and its open parts lack."""
    for _, part in walk((finding,), only=lambda each: each.truth is Truth.UNKNOWN):
        yield from part.missing


def came_near(finding: Finding) -> list[Missing]:
    """What an open criterion lacks of which something is on file that does not settle it."""
    nothing = (ReasonCode.NOT_ON_FILE, ReasonCode.POLICY_SILENT)
    return [missing for missing in lacking(finding) if missing.code not in nothing]


def overall(determination: Determination, counted: Tally) -> State:
    """What a rule set comes to, as its card says it."""
    match determination.outcome:
        case Truth.MET:
            return "all_met" if counted.met == counted.total else "enough_met"
        case Truth.NOT_MET:
            return "not_met"
        case Truth.UNKNOWN:
            return "unread" if counted.unread else "open"
