"""The leaves of how many events there were in a time, and of how long one lasted.

What a record does not hold is not known not to be: fewer than asked for, none,
or none that lasted so long is only known where a clinician said how many there
were, or the record is known to be whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, NamedTuple, Self

from pydantic import Field, model_validator

from criteria.events import Event, Events, Tally, joined, stretches, tally
from criteria.facts import Fact, FactKind, Vocabulary
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.bounds import Bounded, between
from criteria.leaves.leaf import leaf
from criteria.node_result import EvaluationInput, NodeResult, earliest, unique
from criteria.reasons import ReasonCode
from criteria.strict_model import SpanField
from criteria.truth import Truth

_OTHERS = "the record may lack some"
_ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """The first day of the time in which events count, and the evidence of that day; or what it lacks."""

    first: date | None
    fact: Fact | None = None


class InWindow(Form):
    """A leaf on events of some kinds, `within` a span that ends on the evaluation date or `since` a date."""

    key: ClassVar[str] = ""
    within: SpanField | None = None
    since: str | None = None

    @model_validator(mode="after")
    def _one_window(self) -> Self:
        if (self.within is None) == (self.since is None):
            raise ValueError(f"{self.key} needs either 'within' or 'since'")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The facts of the events."""
        kinds: tuple[str, ...] = getattr(self, self.key)
        return kinds

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        then = ((self.since, FactKind.DATE),) if self.since else ()
        return (*((kind, FactKind.EVENTS) for kind in self.kinds), *then)

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        for kind in self.kinds:
            asked = vocabulary[kind]
            if asked.looks_back and asked.looks_back != self.within:
                yield f"{kind} asks for the last {asked.looks_back}: another time needs a fact of its own"
            if asked.since and asked.since != self.since:
                yield f"{kind} asks for the time since {asked.since}: another time needs a fact of its own"

    def window(self, inputs: EvaluationInput) -> Window:
        """Since when events count."""
        if self.within:
            return Window(self.within.before(inputs.on))
        start = inputs.facts[self.since or ""]
        return Window(start.value if isinstance(start.value, date) else None, start)

    def open(self, inputs: EvaluationInput, reason: str, code: ReasonCode) -> NodeResult:
        """Unknown: what is on file so far, and of each kind what is missing."""
        facts = [inputs.facts[kind] for kind in self.kinds]
        open_ones = [fact for fact in facts if not _is_closed(fact)] or facts
        return NodeResult(
            Truth.UNKNOWN,
            unique([each for fact in facts for each in fact.evidence]),
            unique([each for fact in facts for each in fact.hints]),
            tuple(_missing(fact, reason, code) for fact in open_ones),
        )

    def settled(self, truth: Truth, inputs: EvaluationInput, until: str) -> NodeResult:
        """Met or not met, on all that is on file, and until when."""
        facts = [inputs.facts[kind] for kind in (*self.kinds, *filter(None, (self.since,)))]
        evidence = unique([each for fact in facts for each in fact.evidence])
        if truth is Truth.MET:
            return NodeResult(truth, evidence, counts_until=until)
        return NodeResult(truth, evidence, fails_until=until)

    def on_file(self, inputs: EvaluationInput) -> list[Events]:
        """The events of each kind; of one that nothing is known of, none."""
        return [events_of(inputs.facts[kind]) for kind in self.kinds]

    def told_until(self, inputs: EvaluationInput) -> str:
        """Until when what a clinician told of them counts."""
        facts = [inputs.facts[kind] for kind in self.kinds]
        return earliest([each.counts_until for fact in facts for each in fact.evidence])


class EventCount(InWindow, Bounded):
    """So many events in a time, or no more than so many; `maximum: 0` says that there were none."""

    key: ClassVar[str] = "events"
    events: tuple[str, ...] = Field(min_length=1)
    minimum: int | None = Field(None, ge=1)
    maximum: int | None = Field(None, ge=0)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        window = self.window(inputs)
        if window.first is None:
            return leaf(Truth.UNKNOWN, window.fact) if window.fact else NodeResult(Truth.UNKNOWN)
        found = tally(self.on_file(inputs), window.first, inputs.on)
        truth = between(found.low, found.high, self.minimum, self.maximum)
        if truth is Truth.UNKNOWN:
            return self.open(inputs, *_why_open(found))
        return self.settled(truth, inputs, self._until(truth, found, inputs))

    def _until(self, truth: Truth, found: Tally, inputs: EvaluationInput) -> str:
        """Until when enough of those on file lie in the window; else, until when what was told counts."""
        enough = self.minimum if self.maximum is None and truth is Truth.MET else None
        if self.maximum is not None and found.low > self.maximum:
            enough = self.maximum + 1
        dated = [event.began for kind in self.on_file(inputs) for event in kind.dated]
        days = sorted([day for day in dated if day <= inputs.on], reverse=True)
        if enough is None or len(days) < enough:
            return self.told_until(inputs)
        return self.within.last_day(days[enough - 1]).isoformat() if self.within else ""


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

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        window = self.window(inputs)
        if window.first is None:
            return leaf(Truth.UNKNOWN, window.fact) if window.fact else NodeResult(Truth.UNKNOWN)
        on_file = joined(self.on_file(inputs))
        inside = _inside(on_file, self.bridging, window.first, inputs.on)
        if inside and on_file.told == 0:
            return self.open(inputs, *_why_open(Tally(0, len(inside), is_disputed=True)))
        long_enough = [each for each in inside if self._lasted(max(each.began, window.first), each.lasted_to)]
        if long_enough:
            return self.settled(Truth.MET, inputs, self._until(long_enough))
        is_closed = on_file.told == 0 or (on_file.is_whole and not on_file.undated)
        if is_closed and not any(self._lasted(each.began, each.may_have_lasted_to) for each in inside):
            return self.settled(Truth.NOT_MET, inputs, self.told_until(inputs))
        return self.open(inputs, _OTHERS, ReasonCode.NOT_ON_FILE)

    def _lasted(self, began: date, ended: date) -> bool:
        if self.at_least:
            return self.at_least.after(began) <= ended
        return self.more_than is not None and self.more_than.after(began) < ended

    def _until(self, long_enough: list[Event]) -> str:
        """Until when what lies in the window of the last of them is long enough."""
        if self.within is None:
            return ""
        last = max(each.lasted_to for each in long_enough)
        latest_begin = (self.at_least or self.more_than or self.within).before(last)
        return self.within.last_day(latest_begin - (_ONE_DAY if self.more_than else timedelta())).isoformat()


def _inside(events: Events, bridging: int, first: date, last: date) -> list[Event]:
    """The stretches that lie in a time, or may reach into it."""
    begun = [each for each in stretches(events, bridging) if each.began <= last]
    return [each for each in begun if each.may_have_lasted_to >= first]


def events_of(fact: Fact) -> Events:
    """The events of a fact; none are known of one without a value."""
    return fact.value if isinstance(fact.value, Events) else Events()


def _is_closed(fact: Fact) -> bool:
    """Whether no further event of the fact may be missing."""
    events = events_of(fact)
    return (events.is_whole and not events.undated) or events.told is not None


def _missing(fact: Fact, reason: str, code: ReasonCode) -> Missing:
    if fact.value is None:
        return Missing(fact.name, fact.reason, fact.code)
    return Missing(fact.name, reason, code)


def _why_open(found: Tally) -> tuple[str, ReasonCode]:
    if found.is_disputed:
        return "the record holds more than a clinician told", ReasonCode.CONFLICT_PEOPLE
    return f"{found.low} on file; {_OTHERS}", ReasonCode.NOT_ON_FILE
