"""The time of one call as bars, one after another; every stage is measured, none is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from service.hooks.stages import Stages

_TITLES = {
    "token": ("token", "who calls: signature, audience, first use"),
    "decode": ("decode", "the request, its context and prefetch"),
    "gather": ("gather", "what the prefetch lacks, from the FHIR server"),
    "read": ("map", "the record sorted by what its codes mean here"),
    "evaluate": ("decide and render", "facts read as they are asked for, criteria, cards"),
    "encode": ("encode", "the cards as JSON"),
    "rest": ("record and send", "all the rest of the call: HTTP, the audit record, the log"),
}


class Bar(Struct, frozen=True):
    """One stage: from when, for how long, both in ms and in percent of the whole."""

    name: str
    about: str
    start_ms: float
    ms: float
    start: float
    width: float

    @property
    def end_ms(self) -> float:
        """When it was over."""
        return self.start_ms + self.ms


class Waterfall(Struct, frozen=True):
    """The bars of a call, and its budget for waiting on FHIR servers."""

    bars: tuple[Bar, ...]
    ms: float
    budget_ms: int


def waterfall(token_seconds: float, stages: Stages, whole_ms: float, budget_ms: int) -> Waterfall:
    """The bars of a call that took so long as a whole; what no stage accounts for comes last."""
    measured = [("token", token_seconds), *zip(Stages._fields, stages, strict=True)]
    taken = [(name, seconds * 1000) for name, seconds in measured]
    rest = max(0.0, whole_ms - sum(ms for _, ms in taken))
    return Waterfall(tuple(_bars([*taken, ("rest", rest)])), whole_ms, budget_ms)


def _bars(taken: Sequence[tuple[str, float]]) -> Iterator[Bar]:
    whole = sum(ms for _, ms in taken) or 1.0
    start = 0.0
    for name, ms in taken:
        title, about = _TITLES[name]
        yield Bar(title, about, start, ms, 100 * start / whole, 100 * ms / whole)
        start += ms
