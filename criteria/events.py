"""Dated stays and contacts of one kind, as far as a record and a clinician tell of them.

An open world: what a record does not hold may have happened elsewhere, unless
somebody who may say so has said how many there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace


class Event(NamedTuple):
    """One stay or contact: the day it began, until when it surely lasted, and until when it may have.

    A contact has one day for all three. One that goes on lasts until the day of
    the evaluation; one whose end is not known surely lasted no longer than the
    day it began. `reference` is `Type/id`, by which one event of two kinds
    counts once; empty where there is none. One that `may_be_another` is perhaps
    the same as an earlier one of its kind, and is not sure to add to their number.
    """

    began: date
    lasted_to: date
    may_have_lasted_to: date
    reference: str = ""
    may_be_another: bool = False


class Events(Struct, frozen=True, gc=False):
    """What is known of the events of one kind.

    `undated` may lie anywhere in time. `is_whole` says that there are no others
    than these, which a record alone never shows. `told` is a clinician's own
    count over the time that the fact asks about; it still counts.
    """

    dated: tuple[Event, ...] = ()
    undated: int = 0
    is_whole: bool = False
    told: int | None = None


class Tally(NamedTuple):
    """How many there were: at least `low`, and at most `high` where that is known.

    `in_doubt` are those on file that may be the same as another. `is_disputed` says that the record
    and what somebody counted contradict each other.
    """

    low: int
    high: int | None
    is_disputed: bool = False
    in_doubt: int = 0


class Stay(NamedTuple):
    """A stretch of time: the day it began and the day it ended."""

    began: date
    ended: date


def tallies(kinds: Sequence[Events], first: date, last: date) -> list[Tally]:
    """How many of each kind began from one day to another, both included.

    An event of two kinds is counted as of the first. One that began before and
    lasts into that time is perhaps one of them, and so is one without a date.
    Where the record holds more than somebody counted, or is whole and holds
    fewer, the number lies between the two.
    """
    return [_tally(each, first, last) for each in _distinct(kinds, first, last)]


def total(tallies: Sequence[Tally]) -> Tally:
    """How many there are of all kinds."""
    highest = [each.high for each in tallies if each.high is not None]
    return Tally(
        sum(each.low for each in tallies),
        sum(highest) if len(highest) == len(tallies) else None,
        any(each.is_disputed for each in tallies),
        sum(each.in_doubt for each in tallies),
    )


def told_twice(kinds: Sequence[Events], first: date, last: date) -> list[date]:
    """The days of events of two kinds where one was counted: once they are past, that number adds more."""
    seen = Counter(each.reference for kind in kinds for each in kind.dated if each.reference)
    counted = [each for kind in kinds if kind.told is not None for each in kind.dated]
    return [each.began for each in counted if seen[each.reference] > 1 and first <= each.began <= last]


def stretches(stays: Iterable[Stay], bridging: int) -> list[Stay]:
    """The stays, each with those that follow it no more than so many days later as one."""
    found: list[Stay] = []
    for each in sorted(stays):
        if found and (each.began - found[-1].ended).days <= bridging:
            found[-1] = Stay(found[-1].began, max(found[-1].ended, each.ended))
        else:
            found.append(each)
    return found


def _tally(events: Events, first: date, last: date) -> Tally:
    began = [each for each in events.dated if first <= each.began <= last]
    in_doubt = len([each for each in began if each.may_be_another])
    low = len(began) - in_doubt
    perhaps = [each for each in events.dated if each.began < first <= each.may_have_lasted_to]
    high = len(began) + len(perhaps) + events.undated if events.is_whole else None
    if events.told is None:
        return Tally(low, high, in_doubt=in_doubt)
    if events.told < low or (high is not None and events.told > high):
        return Tally(max(min(low, events.told), 0), max(len(began), events.told), is_disputed=True)
    return Tally(events.told, events.told)


def _distinct(kinds: Sequence[Events], first: date, last: date) -> Iterator[Events]:
    """The kinds, each without the events that one before it has, which whoever counted it counted too."""
    seen: set[str] = set()
    for kind in kinds:
        shared = [each for each in kind.dated if each.reference and each.reference in seen]
        dated = tuple([each for each in kind.dated if each not in shared])
        seen |= {each.reference for each in dated}
        counted = len([each for each in shared if first <= each.began <= last])
        yield replace(kind, dated=dated, told=None if kind.told is None else kind.told - counted)
