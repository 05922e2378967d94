"""The time in which the events of a leaf count, and what is told of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, NamedTuple, Self

from pydantic import model_validator

from criteria.events import Events
from criteria.facts import Fact, FactKind, Vocabulary
from criteria.findings import Missing
from criteria.form import Form
from criteria.leaves.leaf import FUTURE_DATE, NO_SUCH_DATE, lapsing, leaf
from criteria.node_result import EvaluationInput, NodeResult, earliest, unique
from criteria.reasons import ReasonCode
from criteria.strict_model import SpanField
from criteria.truth import Truth

_ELSE = "or give another time a fact of its own"


class Lack(NamedTuple):
    """Why the events of a kind leave a question open, in words and as a code."""

    reason: str
    code: ReasonCode = ReasonCode.NOT_ON_FILE


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
                back = asked.looks_back
                yield f"{kind} asks for the last {back}: write 'within: {back}', {_ELSE}"
            if asked.since and asked.since != self.since:
                yield f"{kind} asks for the time since {asked.since}: write 'since: {asked.since}', {_ELSE}"

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        if self.since is None:
            return self.counted(self.within.before(inputs.on) if self.within else inputs.on, inputs)
        start = inputs.facts[self.since]
        if start.value is Truth.NOT_MET:
            return leaf(Truth.UNKNOWN, start, NO_SUCH_DATE, ReasonCode.POLICY_SILENT)
        if not isinstance(start.value, date):
            return leaf(Truth.UNKNOWN, start)
        if start.value > inputs.on:
            return leaf(Truth.UNKNOWN, start, FUTURE_DATE, ReasonCode.FUTURE)
        return self.counted(start.value, inputs)

    @abstractmethod
    def counted(self, first: date, inputs: EvaluationInput) -> NodeResult:
        """What the events from a day on come to."""

    def on_file(self, inputs: EvaluationInput) -> list[Events]:
        """The events of each kind; of one that nothing is known of, none."""
        return [events_of(inputs.facts[kind]) for kind in self.kinds]

    def settled(self, truth: Truth, inputs: EvaluationInput, *until: str) -> NodeResult:
        """Met or not met, on all that is on file, and until when."""
        facts = [inputs.facts[kind] for kind in self.kinds]
        evidence = unique([each for fact in facts for each in fact.evidence])
        start = inputs.facts[self.since].evidence if self.since else ()
        result = NodeResult(truth, unique((*evidence, *start)))
        return lapsing(result, *until, *(each.counts_until for each in start))

    def open(self, inputs: EvaluationInput, lacks: Sequence[Lack | None]) -> NodeResult:
        """Unknown: what is on file so far, and what is missing of each kind that lacks something."""
        facts = [inputs.facts[kind] for kind in self.kinds]
        missing = [_missing(fact, lack) for fact, lack in zip(facts, lacks, strict=True) if lack]
        return NodeResult(
            Truth.UNKNOWN,
            unique([each for fact in facts for each in fact.evidence]),
            unique([each for fact in facts for each in fact.hints]),
            tuple(missing),
        )

    def told_until(self, inputs: EvaluationInput) -> str:
        """Until when what a clinician told of them counts."""
        facts = [inputs.facts[kind] for kind in self.kinds]
        return earliest([each.counts_until for fact in facts for each in fact.evidence])

    def in_window_until(self, day: date) -> str:
        """The last day on which a day still lies in the time; since a date it always does."""
        return self.within.last_day(day).isoformat() if self.within else ""


def events_of(fact: Fact) -> Events:
    """The events of a fact; none are known of one without a value."""
    return fact.value if isinstance(fact.value, Events) else Events()


def _missing(fact: Fact, lack: Lack) -> Missing:
    if fact.value is None:
        return Missing(fact.name, fact.reason, fact.code)
    return Missing(fact.name, *lack)
