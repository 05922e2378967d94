"""Dated stays and contacts of one kind, as far as a record and a clinician tell of them.

An open world: what a record does not hold may have happened elsewhere, unless
somebody who may say so has said how many there were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace


class Event(NamedTuple):
    """One stay or contact: the day it began, until when it surely lasted, and until when it may have.

    A contact has one day for all three. One that goes on lasts until the day of
    the evaluation; one whose end is not known surely lasted no longer than the
    day it began. `reference` is `Type/id`, by which one event of two kinds
    counts once; empty where there is none.
    """

    began: date
    lasted_to: date
    may_have_lasted_to: date
    reference: str = ""


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

    `is_disputed` says that the record holds more than somebody counted.
    """

    low: int
    high: int | None
    is_disputed: bool = False


def joined(kinds: Sequence[Events]) -> Events:
    """Events of several kinds as one; what is not known of one of them is not known of all."""
    told = [each.told for each in kinds if each.told is not None]
    return Events(
        tuple(event for each in _distinct(kinds) for event in each.dated),
        sum(each.undated for each in kinds),
        all(each.is_whole for each in kinds),
        sum(told) if len(told) == len(kinds) else None,
    )


def tally(kinds: Sequence[Events], first: date, last: date) -> Tally:
    """How many of some kinds began from one day to another, both included.

    One that began before and lasts into that time is perhaps one of them, and
    so is one without a date. Whoever counted fewer than the record holds
    disputes it: then the number lies between the two.
    """
    tallies = [_tally(each, first, last) for each in _distinct(kinds)]
    highest = [each.high for each in tallies if each.high is not None]
    return Tally(
        sum(each.low for each in tallies),
        sum(highest) if len(highest) == len(tallies) else None,
        any(each.is_disputed for each in tallies),
    )


def stretches(events: Events, bridging: int) -> list[Event]:
    """The dated events, each with those that follow it no more than so many days later as one."""
    found: list[Event] = []
    for each in sorted(events.dated):
        if found and (each.began - found[-1].lasted_to).days <= bridging:
            before = found[-1]
            lasted_to = max(before.lasted_to, each.lasted_to)
            perhaps = max(before.may_have_lasted_to, each.may_have_lasted_to)
            found[-1] = before._replace(lasted_to=lasted_to, may_have_lasted_to=perhaps)
        else:
            found.append(each)
    return found


def _tally(events: Events, first: date, last: date) -> Tally:
    low = len([each for each in events.dated if first <= each.began <= last])
    if events.told is not None:
        return Tally(events.told, max(low, events.told), events.told < low)
    perhaps = [each for each in events.dated if each.began < first <= each.may_have_lasted_to]
    return Tally(low, low + len(perhaps) + events.undated if events.is_whole else None)


def _distinct(kinds: Sequence[Events]) -> Iterator[Events]:
    """The kinds, each without the events that one before it has."""
    seen: set[str] = set()
    for kind in kinds:
        dated = [each for each in kind.dated if not each.reference or each.reference not in seen]
        seen |= {each.reference for each in dated}
        yield replace(kind, dated=tuple(dated))
