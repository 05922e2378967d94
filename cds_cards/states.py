"""The states of criteria as a card counts them: met, not met, and of what is unknown open or unread."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from cds_cards.wording import State
from criteria.determination import Determination
from criteria.findings import NOT_APPLICABLE, Finding
from criteria.truth import Truth


class CriterionState(Enum):
    """The state of a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    UNREAD = "unread"
    NOT_APPLICABLE = "not_applicable"


_DECIDED = {
    Truth.MET.value: CriterionState.MET,
    Truth.NOT_MET.value: CriterionState.NOT_MET,
    NOT_APPLICABLE: CriterionState.NOT_APPLICABLE,
}


def state_of(finding: Finding) -> CriterionState:
    """The state of one criterion."""
    decided = _DECIDED.get(finding.outcome)
    if decided:
        return decided
    return CriterionState.UNREAD if finding.is_unread else CriterionState.OPEN


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


def tally(findings: Iterable[Finding]) -> Tally:
    """The tally of some criteria."""
    states = [state_of(finding) for finding in findings]
    return Tally(
        states.count(CriterionState.MET),
        states.count(CriterionState.NOT_MET),
        states.count(CriterionState.OPEN),
        states.count(CriterionState.UNREAD),
    )


def overall(determination: Determination, counted: Tally) -> State:
    """What a rule set comes to, as its card says it."""
    match determination.outcome:
        case Truth.MET:
            return "all_met" if counted.met == counted.total else "enough_met"
        case Truth.NOT_MET:
            return "not_met"
        case Truth.UNKNOWN:
            return "unread" if counted.unread else "open"
