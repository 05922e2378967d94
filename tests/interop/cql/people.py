"""Facts made up at random, the same each time: near the numbers and the days at which a policy turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from criteria.events import Event, Events
from criteria.facts import SEVERITIES, Count, Fact, FactKind, FactType, Value, Vocabulary
from criteria.policy import Policy
from criteria.spans import BirthDate, Span, parse_birth_date
from criteria.truth import Truth

Item = TypeVar("Item")
DAYS = tuple(
    map(
        date.fromisoformat,
        (
            *("2024-02-29", "2025-02-28", "2025-03-01", "2026-01-31", "2026-03-01"),
            *("2026-03-31", "2026-06-30", "2026-12-31", "2027-01-01", "2028-02-29"),
        ),
    )
)
"""Days of evaluation: the ends of months and years, and 29 February."""
MAX_AGE = 40 * 365
"""Of people whose age lies at no turn, in days."""
_DAY = timedelta(days=1)
_SILENT = 0.2
"""Of all facts, how many are not known."""


class Person(NamedTuple):
    """Facts, and the day as of which they are evaluated."""

    facts: Mapping[str, Fact]
    on: date


class Turns(NamedTuple):
    """The numbers and the spans that a policy names."""

    numbers: tuple[int, ...]
    spans: tuple[Span, ...]


def turns(policy: Policy) -> Turns:
    """Where something may turn in a policy."""
    named = [value for rule_set in policy.rule_sets for form in rule_set.nodes() for value in _values(form)]
    numbers = {value for value in named if type(value) is int}
    return Turns(tuple(sorted(numbers)), tuple(sorted({value for value in named if isinstance(value, Span)})))


def people(vocabulary: Vocabulary, at: Turns, seed: int, count: int) -> Iterator[Person]:
    """So many people."""
    random = Random(seed)  # the same each time, and no secret
    for _ in range(count):
        yield _Making(random, at, random.choice(DAYS)).person(vocabulary)


def _values(value: object) -> Iterator[object]:
    """What stands in a form: its own numbers and spans, and those of what it is made of but other forms."""
    if isinstance(value, Span) or type(value) is int:
        yield value
    elif isinstance(value, BaseModel):
        yield from (found for _, field in value for found in _values(field))


class _Making:
    """Makes one person."""

    def __init__(self, random: Random, at: Turns, on: date) -> None:
        self._random, self._at, self._on = random, at, on
        self._made: Mapping[FactKind, Callable[[], Value | None]] = {
            FactKind.TRUTH: lambda: random.choice((Truth.MET, Truth.NOT_MET)),
            FactKind.SCORE: self._number,
            FactKind.SCORE_GROUP: lambda: None,
            FactKind.RATING: lambda: random.randrange(len(SEVERITIES)),
            FactKind.CHANGE: lambda: random.choice((1, -1)) * self._number(),
            FactKind.COUNT: self._count,
            FactKind.EVENTS: self._events,
            FactKind.DATE: lambda: Truth.NOT_MET if random.random() < 0.1 else self._near_a_turn(),
            FactKind.BIRTH_DATE: self._birth_date,
        }

    def person(self, vocabulary: Vocabulary) -> Person:
        """The person."""
        diagnoses = [name for name, of in vocabulary.items() if of.is_diagnosis]
        return Person({name: self._fact(name, of, diagnoses) for name, of in vocabulary.items()}, self._on)

    def _fact(self, name: str, of: FactType, diagnoses: list[str]) -> Fact:
        random = self._random
        if random.random() < _SILENT:
            return Fact(name)
        day = self._near_a_turn() if random.random() < 0.8 else None
        about: tuple[str, ...] = ()
        if of.kind is FactKind.TRUTH and random.random() < 0.3:
            about = tuple(random.sample(["", *diagnoses], min(2, len(diagnoses))))
        return Fact(name, self._made[of.kind](), day=day, about=about)

    def _number(self) -> int:
        return max(0, self._random.choice(self._at.numbers or (0,)) + self._random.randint(-1, 1))

    def _count(self) -> Count:
        low = self._random.randint(0, 4)
        return Count(low, self._random.choice((None, low, low + 1)))

    def _near_a_turn(self) -> date:
        """A day at either side of where a window begins, seldom any day, and now and then one to come."""
        chance = self._random.random()
        if chance < 0.05:
            return self._on + self._random.randint(1, 40) * _DAY
        if chance < 0.3 or not self._at.spans:
            return self._on - self._random.randint(0, 60) * _DAY
        if chance < 0.4:
            return self._on - self._random.randint(0, 800) * _DAY
        span = self._random.choice(self._at.spans)
        return span.before(self._on) + self._random.randint(-1, 1) * _DAY

    def _birth_date(self) -> BirthDate:
        of_any_age = self._on - self._random.randint(0, MAX_AGE) * _DAY
        text = self._random.choice((of_any_age, self._near_a_turn())).isoformat()
        return parse_birth_date(self._random.choice((text, text, text, text[:7], text[:4])))

    def _events(self) -> Events:
        random = self._random
        dated = sorted(self._event() for _ in range(random.choice((0, 0, 1, 1, 2, 2, 3, 4))))
        told = random.choice((None, None, None, 0, 1, 3))
        return Events(tuple(dated), random.choice((0, 0, 0, 1)), random.random() < 0.6, told)

    def _event(self) -> Event:
        random, began = self._random, self._near_a_turn()
        lasted_to = began + random.choice((0, 0, 3, 9, 10, 11, 30, 31, 32, 90)) * _DAY
        may_have = max(lasted_to, random.choice((lasted_to, lasted_to, self._on, lasted_to + 5 * _DAY)))
        reference = random.choice(("", "Encounter/1", "Encounter/2", "Encounter/3"))
        return Event(began, lasted_to, may_have, reference, random.random() < 0.2)
