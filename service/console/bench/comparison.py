"""What differs between two runs: prefetch, facts, criteria, the words on the cards, and the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import ndiff

from msgspec import Struct

from service.explanation.explanation import CriterionAccount, DeterminationAccount, Explanation, FactAccount
from service.explanation.state_words import state_words
from service.simulator.recipe import Filled, Position, Run

_POSITIONS = {
    Position.NULL: "null",
    Position.LEFT_OUT: "left out",
    Position.ERROR: "OperationOutcome",
    Position.FIRST_PAGE: "first page",
}
_NOTHING = "not there"


class Side(Struct, frozen=True):
    """One side of a difference; `mark` is the class of a state, empty for what is none."""

    text: str
    mark: str = ""


class Difference(Struct, frozen=True):
    """One thing that differs."""

    kind: str
    name: str
    a: Side
    b: Side


class Tile(Struct, frozen=True):
    """A criterion in a strip."""

    path: str
    mark: str
    words: str


class Strip(Struct, frozen=True):
    """The criteria of one determination at a glance."""

    title: str
    tiles: tuple[Tile, ...]


class CardLine(Struct, frozen=True):
    """A line of a card that one run has alone: the second where `sign` is `+`, the first where it is `-`."""

    sign: str
    text: str


class Compared(Struct, frozen=True):
    """Two runs side by side; without differences they said the same."""

    a: str
    b: str
    strips_a: tuple[Strip, ...]
    strips_b: tuple[Strip, ...]
    differences: tuple[Difference, ...]
    details: tuple[Difference, ...]
    """Facts, and parts of criteria: what the differences come from."""
    lines: tuple[CardLine, ...]


class Ran(Struct, frozen=True):
    """A run under a name, and its explanation, where the call was not refused."""

    name: str
    run: Run
    explanation: Explanation | None = None


def compared(a: Ran, b: Ran) -> Compared:
    """What differs between two runs."""
    return Compared(
        a.name,
        b.name,
        strips_of(a.explanation),
        strips_of(b.explanation),
        tuple(_differences(a, b)),
        tuple(_details_of(a, b)),
        tuple(_card_lines(a, b)),
    )


def strips_of(explanation: Explanation | None) -> tuple[Strip, ...]:
    """The strip of each determination."""
    return tuple(
        Strip(each.title, tuple(Tile(c.path, c.state, _state(c)) for c in each.criteria))
        for each in (explanation.determinations if explanation else ())
    )


def _differences(a: Ran, b: Ran) -> Iterator[Difference]:
    if a.run.status != b.run.status:
        yield Difference("answer", "Answer", Side(_answer(a.run)), Side(_answer(b.run)))
    yield from _of("prefetch", "Prefetch {}", _prefetch(a.run), _prefetch(b.run))
    yield from _of("criterion", "{}", _criteria(a), _criteria(b))
    yield from _of("card", "Card {}", _summaries(a), _summaries(b))
    yield Difference("time", "Time", Side(_ms(a.run)), Side(_ms(b.run)))


def _details_of(a: Ran, b: Ran) -> Iterator[Difference]:
    yield from _of("part", "{}", _criteria(a, parts=True), _criteria(b, parts=True))
    yield from _of("fact", "{}", _facts(a), _facts(b))


def _of(kind: str, name: str, a: Mapping[str, Side], b: Mapping[str, Side]) -> Iterator[Difference]:
    for key in dict.fromkeys((*a, *b)):
        one, other = a.get(key, Side(_NOTHING)), b.get(key, Side(_NOTHING))
        if one != other:
            yield Difference(kind, name.format(key), one, other)


def _answer(run: Run) -> str:
    return f"{run.status}: {run.refusal.title}" if run.refusal else str(run.status)


def _ms(run: Run) -> str:
    return f"{run.ms:.0f} ms"


def _prefetch(run: Run) -> Mapping[str, Side]:
    return {each.key: Side(prefetch_words(each)) for each in run.prefetch}


def prefetch_words(filled: Filled) -> str:
    """What was sent under a prefetch key, in words."""
    count = f"{filled.entries} {'entry' if filled.entries == 1 else 'entries'}"
    if filled.position is Position.SENT:
        return f"sent, {count}"
    words = _POSITIONS[filled.position]
    return f"{words}, {count}" if filled.position is Position.FIRST_PAGE else words


def _facts(ran: Ran) -> Mapping[str, Side]:
    """The facts of a run, each once: what several criteria rest on is one fact."""
    return {
        f"{fact.title} ({fact.name})": Side(_fact(fact))
        for determination in _determinations(ran)
        for criterion in _walk(determination.criteria)
        for fact in criterion.facts
    }


def _fact(fact: FactAccount) -> str:
    return fact.value or fact.reason or fact.state


def _criteria(ran: Ran, *, parts: bool = False) -> Mapping[str, Side]:
    """The states of the criteria, or of all their parts, by path."""
    return {
        f"{determination.title}: {criterion.path}": Side(_state(criterion), criterion.state)
        for determination in _determinations(ran)
        for top in determination.criteria
        for criterion in (_walk(top.parts) if parts else (top,))
    }


def _state(criterion: CriterionAccount) -> str:
    return state_words(criterion.state, excludes=criterion.excludes)


def _determinations(ran: Ran) -> tuple[DeterminationAccount, ...]:
    return ran.explanation.determinations if ran.explanation else ()


def _walk(criteria: tuple[CriterionAccount, ...]) -> Iterator[CriterionAccount]:
    for each in criteria:
        yield each
        yield from _walk(each.parts)


def _summaries(ran: Ran) -> Mapping[str, Side]:
    return {str(i): Side(str(card.get("summary", ""))) for i, card in enumerate(ran.run.cards, 1)}


def _card_lines(a: Ran, b: Ran) -> Iterator[CardLine]:
    """The lines of the cards' details that differ."""
    for line in ndiff(_details(a), _details(b)):
        if line[0] in "+-":
            yield CardLine(line[0], line[2:])


def _details(ran: Ran) -> list[str]:
    return [
        line for card in ran.run.cards for line in str(card.get("detail", "")).splitlines() if line.strip()
    ]
