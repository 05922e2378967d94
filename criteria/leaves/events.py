"""The leaves of how many events there were in a time, and of how long one lasted.

What a record does not hold is not known not to be: fewer than asked for, none,
or none that lasted so long is only known where a clinician said how many there
were, or the record is known to be whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import ClassVar, Self

from msgspec.structs import replace
from pydantic import Field, model_validator

from criteria.events import Event, Events, Stay, Tally, stretches, tallies, told_twice, total
from criteria.leaves.bounds import Bounded, between
from criteria.leaves.window import InWindow, Lack
from criteria.node_result import EvaluationInput, NodeResult, earliest
from criteria.reasons import ReasonCode
from criteria.strict_model import SpanField
from criteria.truth import Truth

_DISPUTED = Lack("the record and what a clinician told of it differ", ReasonCode.CONFLICT_PEOPLE)
_WHEN = Lack("it is not known whether one on file lies in this time", ReasonCode.UNDATED)
_HOW_LONG = Lack("it is not known how long one on file lasted in this time", ReasonCode.UNDATED)
_OTHERS = "the record may lack some"
_ONE_DAY = timedelta(days=1)


class EventCount(InWindow, Bounded):
    """So many events in a time, or no more than so many; `maximum: 0` says that there were none."""

    key: ClassVar[str] = "events"
    events: tuple[str, ...] = Field(min_length=1)
    minimum: int | None = Field(None, ge=1)
    maximum: int | None = Field(None, ge=0)

    def counted(self, first: date, inputs: EvaluationInput) -> NodeResult:
        on_file = self.on_file(inputs)
        each = tallies(on_file, first, inputs.on)
        found = total(each)
        truth = between(found.low, found.high, self.minimum, self.maximum)
        if truth is Truth.UNKNOWN:
            return self.open(inputs, [_lack(tally) for tally in each])
        return self.settled(truth, inputs, *self._until(truth, found, first, inputs))

    def _until(self, truth: Truth, found: Tally, first: date, inputs: EvaluationInput) -> Iterator[str]:
        """Until when there are enough in the time, and until when there are known to be no more."""
        if self.maximum is not None and found.low > self.maximum:
            yield self._enough_until(self.maximum + 1, found, first, inputs)
            return
        if truth is Truth.MET and self.minimum is not None:
            yield self._enough_until(self.minimum, found, first, inputs)
        if truth is Truth.NOT_MET or self.maximum is not None:
            on_file = self.on_file(inputs)
            yield self.told_until(inputs)
            yield _before_the_next(on_file, inputs.on)
            yield from (self.in_window_until(day) for day in told_twice(on_file, first, inputs.on))

    def _enough_until(self, n: int, found: Tally, first: date, inputs: EvaluationInput) -> str:
        """Until when the record alone holds so many; where it does not, with what a clinician told."""
        on_file = self.on_file(inputs)
        recorded = [replace(each, told=None) for each in on_file]
        if not found.is_disputed and total(tallies(recorded, first, inputs.on)).low >= n:
            return self._in_window_until(n, recorded, inputs.on)
        return earliest([self._in_window_until(n, on_file, inputs.on), self.told_until(inputs)])

    def _in_window_until(self, n: int, kinds: Sequence[Events], on: date) -> str:
        """The last day on which there are so many in the window, as one after the other leaves it."""
        if self.within is None:
            return ""
        within = self.within
        more_after = [within.last_day(day) for day in told_twice(kinds, within.before(on), on)]
        leave = {within.last_day(day) for each in _begun(kinds, on) for day in each[:3]}
        last_days = sorted(day for day in leave if day <= min(more_after, default=day))

        def are_too_few_after(day: date) -> bool:
            return total(tallies(kinds, within.before(day + _ONE_DAY), on)).low < n

        at = bisect_left(last_days, True, key=are_too_few_after)
        ends = [*last_days[at : at + 1], *more_after]
        return min(ends).isoformat() if ends else ""


class EventLasts(InWindow):
    """One event that lasted `at_least` or `more_than` a span in a time.

    The day that an event ends on is not counted, as lengths of stay are told.
    Events no more than `bridging` days apart are one. Of one that began before
    the time only what lies in it is sure to count.
    """

    key: ClassVar[str] = "lasting"
    lasting: tuple[str, ...] = Field(min_length=1)
    at_least: SpanField | None = None
    more_than: SpanField | None = None
    bridging: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("lasting needs either 'at_least' or 'more_than'")
        return self

    def counted(self, first: date, inputs: EvaluationInput) -> NodeResult:
        on_file = self.on_file(inputs)
        sure = self._stays([each for each in on_file if not _is_denied(each, first, inputs.on)], inputs.on)
        ends = [each.ended for each in sure if self._lasted(max(each.began, first), each.ended)]
        if ends:
            return self.settled(Truth.MET, inputs, self.in_window_until(self._latest_begin(max(ends))))
        lacks = [self._lack(each, first, inputs.on) for each in on_file]
        perhaps = [each for each in self._perhaps(on_file, inputs.on) if each.ended >= first]
        if any(self._lasted(*each) for each in perhaps):
            return self.open(inputs, lacks if any(lacks) else [_HOW_LONG] * len(lacks))
        if any(lacks):
            return self.open(inputs, lacks)
        growing = (self._too_short_until(each) for each in perhaps if each.ended == inputs.on)
        next_one = _before_the_next(on_file, inputs.on)
        return self.settled(Truth.NOT_MET, inputs, self.told_until(inputs), next_one, *growing)

    def _stays(self, kinds: Sequence[Events], on: date) -> list[Stay]:
        """For how long each stretch surely lasted until a day."""
        stays = (Stay(each.began, min(each.lasted_to, on)) for each in _begun(kinds, on))
        return stretches(stays, self.bridging)

    def _perhaps(self, kinds: Sequence[Events], on: date) -> list[Stay]:
        """For how long each stretch may have lasted until a day."""
        stays = (Stay(each.began, min(each.may_have_lasted_to, on)) for each in _begun(kinds, on))
        return stretches(stays, self.bridging)

    def _lack(self, events: Events, first: date, on: date) -> Lack | None:
        """What of a kind leaves open that none lasted so long."""
        if _is_denied(events, first, on):
            return _DISPUTED
        if events.told == 0:
            return None
        if events.is_whole and not events.undated:
            perhaps = [each for each in self._perhaps([events], on) if each.ended >= first]
            return _HOW_LONG if any(self._lasted(*each) for each in perhaps) else None
        if events.is_whole:
            return _WHEN
        return Lack(_OTHERS, ReasonCode.MAY_LACK_SOME if events.dated else ReasonCode.NOT_ON_FILE)

    def _lasted(self, began: date, ended: date) -> bool:
        if self.at_least:
            return self.at_least.after(began) <= ended
        return self.more_than is not None and self.more_than.after(began) < ended

    def _latest_begin(self, ended: date) -> date:
        """The last day on which what ended then may have begun to last so long."""
        length = self.at_least or self.more_than
        near = length.before(ended) if length else ended  # months differ in length by three days
        return next(day for n in range(3, -5, -1) if self._lasted(day := near + timedelta(days=n), ended))

    def _too_short_until(self, stay: Stay) -> str:
        """The last day on which what goes on has not lasted so long."""
        if self.at_least:
            return (self.at_least.after(stay.began) - _ONE_DAY).isoformat()
        return self.more_than.after(stay.began).isoformat() if self.more_than else ""


def _lack(tally: Tally) -> Lack | None:
    """What of a kind leaves its number open."""
    if tally.is_disputed:
        return _DISPUTED
    if tally.high is None and (tally.low or tally.in_doubt):
        doubt = f", and {tally.in_doubt} that may be the same as another" if tally.in_doubt else ""
        return Lack(f"{tally.low or 'none'} so far{doubt}; {_OTHERS}", ReasonCode.MAY_LACK_SOME)
    if tally.high is None:
        return Lack(_OTHERS)
    return _WHEN if tally.low < tally.high else None


def _begun(kinds: Sequence[Events], on: date) -> Iterator[Event]:
    return (each for kind in kinds for each in kind.dated if each.began <= on)


def _is_denied(events: Events, first: date, on: date) -> bool:
    """Whether somebody told that there were none, and the record has one that may reach into the time."""
    return events.told == 0 and any(each.may_have_lasted_to >= first for each in _begun([events], on))


def _before_the_next(kinds: Sequence[Events], on: date) -> str:
    """The day before an event that is on file for a day to come."""
    days = [event.began for kind in kinds for event in kind.dated if event.began > on]
    return (min(days) - _ONE_DAY).isoformat() if days else ""
