"""What became of the cards of a period, as bars: outcomes, what stayed open and why, feedback, latency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec import Struct

from criteria.phases import DISCHARGE
from criteria.policy import Policy
from service.audit.report import Report

_KINDS = {
    "met": ("met", "met"),
    "not_met": ("not", "not met"),
    "unknown": ("half", "open or unread"),
}
_OF_TRIGGERS = {
    "met": ("acc", "triggered"),
    "not_met": ("na", "no trigger"),
    "unknown": ("half", "open or unread"),
}
"""A discharge that nothing triggers is neither good nor bad."""
_Kind = tuple[str, str]
"""A policy and a phase, by their ids."""
_WHY = {
    "not_on_file": "Not on file, or no longer counts",
    "value_unreadable": "On file: its value cannot be used",
    "not_mapped": "On file: it is not mapped",
    "server": "Unread: it did not arrive",
    "who_answered": "On file: by whom is not shown",
    "other": "Left to clinicians",
}


class Stretch(Struct, frozen=True):
    """A stretch of a bar: `mark` is the class of its color; beginning and length are in percent."""

    mark: str
    words: str
    count: int
    begins: float
    percent: float


class Bar(Struct, frozen=True):
    """A bar with its name, what is beside it, and its stretches."""

    name: str
    beside: str
    total: str
    stretches: tuple[Stretch, ...]

    @property
    def words(self) -> str:
        """What it shows, for who does not see it."""
        return ", ".join(f"{each.count} {each.words}".strip() for each in self.stretches)


class Latency(Struct, frozen=True):
    """How long a service took, in milliseconds; the percents are of the longest of all."""

    service: str
    calls: int
    p50: float
    p90: float
    p99: float
    longest: float

    def percent(self, ms: float) -> float:
        """A time as part of the longest."""
        return round(100 * ms / self.longest, 2)


class Outcomes(Struct, frozen=True):
    """Everything that the page of outcomes shows."""

    since: str
    until: str
    cards: int
    settled: int
    calls: int
    told: int
    outcomes: tuple[Bar, ...]
    most_often_open: tuple[Bar, ...]
    why_open: tuple[Bar, ...]
    not_arrived: tuple[Bar, ...]
    feedback: tuple[Bar, ...]
    latency: tuple[Latency, ...]


def outcomes_shown(numbers: Report, policies: Sequence[Policy]) -> Outcomes:
    """The numbers of a period as a page shows them, by the names that policies have."""
    names = {policy.id: policy.service.code for policy in policies}
    told = sum(row["accepted"] + row["overridden"] for row in numbers.feedback)
    cards = sum(row["cards"] for row in numbers.cards)
    settled = sum(row["cards"] for row in numbers.cards if row["outcome"] in ("met", "not_met"))
    return Outcomes(
        numbers.since,
        numbers.until,
        cards,
        settled,
        sum(row["calls"] for row in numbers.calls),
        told,
        _by_kind(numbers.cards, names, frozenset(_of_triggers(policies))),
        _most_often_open(numbers.most_often_unknown, names),
        _why_open(numbers.missing_facts),
        _ranked("unread", ((row["gap"].replace("_", " "), "", row["times"]) for row in numbers.gaps)),
        _feedback(numbers, cards - told),
        _latency(numbers.calls),
    )


def _of_triggers(policies: Sequence[Policy]) -> Iterator[_Kind]:
    """What is told of by triggers; a discharge is, of whatever policy."""
    for policy in policies:
        yield from ((policy.id, phase.id) for phase in policy.phases_used if phase.triggers)


def _by_kind(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, str], of_triggers: Set[_Kind]
) -> tuple[Bar, ...]:
    """A bar for each policy and kind of card, all as long as the whole is."""
    found: dict[_Kind, Counter[str]] = {}
    for row in rows:
        found.setdefault((row["policy"], row["kind"]), Counter())[row["outcome"]] += row["cards"]
    bars = []
    for (policy, kind), counts in sorted(found.items()):
        is_of_triggers = kind == DISCHARGE.id or (policy, kind) in of_triggers
        words = _OF_TRIGGERS if is_of_triggers else _KINDS
        bars.append(_whole(names.get(policy, policy), kind, counts, words))
    return tuple(bars)


def _whole(name: str, kind: str, counts: Counter[str], kinds: Mapping[str, tuple[str, str]]) -> Bar:
    total, at, stretches = counts.total(), 0.0, []
    for outcome, count in sorted(counts.items(), key=lambda each: [*_KINDS, each[0]].index(each[0])):
        mark, words = kinds.get(outcome, ("na", outcome.replace("_", " ")))
        stretches.append(Stretch(mark, words, count, round(at, 2), round(100 * count / total, 2)))
        at += 100 * count / total
    return Bar(name, kind.replace("-", " "), f"{total:,}", tuple(stretches))


def _most_often_open(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> tuple[Bar, ...]:
    """The criteria by how often they were open."""
    places = [f"{names.get(row['policy'], row['policy'])} {row['rule_set']}" for row in rows]
    return _ranked(
        "half", ((row["criterion"], place, row["cards"]) for row, place in zip(rows, places, strict=True))
    )


def _why_open(rows: Sequence[Mapping[str, Any]]) -> tuple[Bar, ...]:
    """Why facts were missing, over all of them."""
    counted = {why: sum(row.get(column, 0) for row in rows) for column, why in _WHY.items()}
    return _ranked("open", ((why, "", count) for why, count in counted.items() if count))


def _feedback(numbers: Report, silent: int) -> tuple[Bar, ...]:
    accepted = sum(row["accepted"] for row in numbers.feedback)
    reasons: Counter[str] = Counter()
    for row in numbers.override_reasons:
        reasons[row["reason"]] += row["cards"]
    said = [("Accepted", "", accepted), *((why, "overridden", n) for why, n in reasons.most_common())]
    return _ranked("acc", [*said, ("Nothing was said", "", silent)] if accepted or reasons or silent else [])


def _ranked(mark: str, counted: Iterable[tuple[str, str, int]]) -> tuple[Bar, ...]:
    """Bars of counts, the longest as wide as there is room."""
    rows = list(counted)
    longest = max((count for _, _, count in rows), default=0) or 1
    return tuple(
        Bar(name, beside, f"{count:,}", (Stretch(mark, "", count, 0, round(100 * count / longest, 2)),))
        for name, beside, count in rows
    )


def _latency(rows: Sequence[Mapping[str, Any]]) -> tuple[Latency, ...]:
    longest = max((row["p99_ms"] for row in rows), default=0) or 1
    return tuple(
        Latency(row["service"], row["calls"], row["p50_ms"], row["p90_ms"], row["p99_ms"], longest)
        for row in rows
    )
