"""The states of criteria as a card counts them: met, not met, and of what is unknown open or unread.

Exclusions are counted by themselves: ruled out, applying, and not ruled out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cds_cards.wording import Brief, State, States
from criteria.determination import Determination
from criteria.findings import NOT_APPLICABLE, Finding, Missing, walk
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


NONE = Tally(0, 0, 0, 0)


def lacking(finding: Finding) -> Iterator[Missing]:
    """What a criterion and its open parts lack."""
    for _, part in walk((finding,), only=lambda each: each.truth is Truth.UNKNOWN):
        yield from part.missing


def came_near(finding: Finding) -> list[Missing]:
    """What an open criterion lacks of which something is on file that does not settle it."""
    nothing = (ReasonCode.NOT_ON_FILE, ReasonCode.POLICY_SILENT)
    return [missing for missing in lacking(finding) if missing.code not in nothing]


def state_of(finding: Finding, words: States) -> str:
    """The word for what was found of a criterion or of an exclusion."""
    if finding.outcome == NOT_APPLICABLE:
        return words.not_applicable
    match finding.truth:
        case Truth.MET:
            return words.ruled_out if finding.excludes else words.met
        case Truth.NOT_MET:
            return words.exclusion_applies if finding.excludes else words.not_met
        case Truth.UNKNOWN:
            return words.not_ruled_out if finding.excludes else words.open


def exclusions_told(counted: Tally, brief: Brief, *, with_applying: bool = True) -> str:
    """The exclusions that apply and are not ruled out, such as ", 1 exclusion not ruled out"."""
    numbers = (
        (brief.exclusions_apply, counted.not_met if with_applying else 0),
        (brief.exclusions_not_ruled_out, counted.still_open + counted.unread),
    )
    return "".join([f", {words.of(count)}" for words, count in numbers if count])


def overall(determination: Determination, counted: Tally, excluding: Tally = NONE) -> State:
    """What a rule set comes to, as its card says it; `excluding` is the tally of its exclusions."""
    match determination.outcome:
        case Truth.MET:
            is_all = (counted.met, excluding.met) == (counted.total, excluding.total)
            return "all_met" if is_all else "enough_met"
        case Truth.NOT_MET:
            return "excluded" if excluding.not_met else "not_met"
        case Truth.UNKNOWN:
            if counted.unread or excluding.unread:
                return "unread"
            return "not_ruled_out" if excluding.still_open and not counted.still_open else "open"
