"""Three-valued truth (strong Kleene logic) and its one combinator.

A `Truth` refuses to be used as a bool, so that an unknown can never slip
through an `if` as though it were a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """What is known of one statement: it holds, it does not, or nobody has said."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        """The value, as a plain attribute: an Enum works its own out at each access."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values: compare it with Truth.MET or Truth.NOT_MET")


def at_least(n: int, truths: Sequence[Truth]) -> Truth:
    """Whether n of the statements hold, as far as it can be said.

    Met once n are met; not met once too few are left that could be; unknown
    between the two. `all_of` and `any_of` are its corners.
    """
    met, unknown = truths.count(Truth.MET), truths.count(Truth.UNKNOWN)
    if met >= n:
        return Truth.MET
    return Truth.NOT_MET if met + unknown < n else Truth.UNKNOWN


def all_of(truths: Sequence[Truth]) -> Truth:
    """Conjunction: one not met decides, otherwise one unknown keeps it open."""
    return at_least(len(truths), truths)


def any_of(truths: Sequence[Truth]) -> Truth:
    """Disjunction: one met decides, otherwise one unknown keeps it open."""
    return at_least(1, truths)


def negate(truth: Truth) -> Truth:
    """Swap met and not met; what is unknown stays unknown."""
    match truth:
        case Truth.MET:
            return Truth.NOT_MET
        case Truth.NOT_MET:
            return Truth.MET
        case Truth.UNKNOWN:
            return Truth.UNKNOWN
