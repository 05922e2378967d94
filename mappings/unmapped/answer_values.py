"""The values that stand under one code, as a profile that stays small: of one patient, or of many.

Two profiles become one in whatever order and grouping they are put together.
A list that grows too long to be an answer list is given up as a whole, and
stays so: nothing of it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

MAX_ANSWERS = 24
"""Of different answers under one code; more is no answer list."""
MAX_UNITS = 6
MAX_RANGES = 6
MAX_TEXT = 40
"""Characters of a text that may be an answer; a longer one is free text."""


class CodedAnswer(Struct, frozen=True, order=True, rename="camel"):
    """A coded answer as it was sent."""

    system: str
    code: str
    display: str = ""


class StatedRange(Struct, frozen=True, order=True, rename="camel"):
    """A range of reference beside a number; an end that is not said is None."""

    low: float | None = None
    high: float | None = None


Item = TypeVar("Item")
Listed = tuple[Item, ...] | None
"""Different ones in order; None where there are too many to be a list."""
Counted = tuple[tuple[Item, int], ...] | None
"""The same, each with the number of patients."""


class Numbers(Struct, frozen=True, rename="camel"):
    """The least and the greatest number, and whether all are whole."""

    low: float
    high: float
    are_whole: bool = True


class AnswerValues(Struct, frozen=True, rename="camel"):
    """What stood under a code; `booleans` are those that did, `has_dates` tells of dates."""

    coded: Counted[CodedAnswer] = ()
    texts: Counted[str] = ()
    numbers: Numbers | None = None
    units: Listed[str] = ()
    ranges: Listed[StatedRange] = ()
    booleans: tuple[bool, ...] = ()
    has_dates: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no value was seen."""
        return self == NO_VALUES

    def without_single_texts(self, known: frozenset[str]) -> AnswerValues:
        """The same without texts of one patient alone, but for the `known` words of answers."""
        if self.texts is None:
            return self
        kept = tuple((text, n) for text, n in self.texts if n > 1 or text.casefold() in known)
        return replace(self, texts=kept)


NO_VALUES = AnswerValues()


def merged_values(one: AnswerValues, other: AnswerValues) -> AnswerValues:
    """The values of both, of patients that are not the same."""
    if other is NO_VALUES or one is NO_VALUES:
        return one if other is NO_VALUES else other
    return AnswerValues(
        _counts(one.coded, other.coded),
        _counts(one.texts, other.texts),
        _numbers(one.numbers, other.numbers),
        listed(one.units, other.units, MAX_UNITS),
        listed(one.ranges, other.ranges, MAX_RANGES),
        tuple(sorted({*one.booleans, *other.booleans})),
        one.has_dates or other.has_dates,
    )


def listed(one: Listed[Item], other: Iterable[Item] | None, at_most: int) -> Listed[Item]:
    """The different ones of both in order; None where there are too many."""
    if one is None or other is None:
        return None
    found = {*one, *other}
    return tuple(sorted(found, key=_order)) if len(found) <= at_most else None


def _order(item: object) -> str:
    return repr(item)


def _counts(one: Counted[Item], other: Counted[Item]) -> Counted[Item]:
    if one is None or other is None:
        return None
    found = dict(one)
    for item, patients in other:
        found[item] = found.get(item, 0) + patients
    if len(found) > MAX_ANSWERS:
        return None
    return tuple(sorted(found.items(), key=lambda each: _order(each[0])))


def _numbers(one: Numbers | None, other: Numbers | None) -> Numbers | None:
    if one is None or other is None:
        return one or other
    return Numbers(min(one.low, other.low), max(one.high, other.high), one.are_whole and other.are_whole)
