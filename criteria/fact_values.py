"""Values of facts as a case table writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from criteria.events import Event, Events
from criteria.facts import SEVERITIES, Count, FactKind, FactType, Value
from criteria.spans import parse_birth_date
from criteria.truth import Truth

_ON = " on "
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_EVENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:(\.\.)([0-9]{4}-[0-9]{2}-[0-9]{2}|\?)?)?")
_EVENTS = (
    "events such as 2026-01-02, 2026-01-05..2026-01-20, 2026-02-01.. (goes on), 2026-02-01..? "
    "(its end is not known), undated, whole, told 2 or told none"
)


class Given(NamedTuple):
    """What a case says of a fact: its value, and the day it is of where it has one."""

    value: Value | None
    day: date | None = None


def parse_given(fact: FactType, text: str, on: date) -> Given:
    """Read a value as a case table writes it for that day; "unknown" has no value.

    A score or rating is of that day, or says its own: `19 on 2026-02-01`. A
    rating is a severity word, a count a number ("at least so many") or `none`,
    a change a number, negative where it fell, a date an ISO date or `not_met`;
    a birth date may be partial. Events stand side by side with commas.

    Raises:
        ValueError: when the text is no value of that kind, or out of the fact's range.
    """
    if text == Truth.UNKNOWN.value:
        return Given(None)
    if fact.kind in (FactKind.SCORE, FactKind.RATING):
        return _of_a_day(fact, text, on)
    if fact.kind is FactKind.EVENTS:
        return Given(_parse_events(text, on))
    return Given(_PARSERS[fact.kind](text))


def _of_a_day(fact: FactType, text: str, on: date) -> Given:
    said, own, day = text.partition(_ON)
    value = _parse_score(fact, said) if fact.kind is FactKind.SCORE else _parse_rating(said)
    return Given(value, date.fromisoformat(day) if own else on)


def _parse_score(fact: FactType, text: str) -> int:
    score = _parse_number(text)
    if fact.range and not fact.range[0] <= score <= fact.range[1]:
        raise ValueError(f"{score} is out of the range {fact.range[0]} to {fact.range[1]}")
    return score


def _parse_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"expected a whole number or unknown, got {text!r}")
    return int(text)


def _parse_truth(text: str) -> Truth:
    if text not in (known := [truth.value for truth in Truth]):
        raise ValueError(f"expected {', '.join(known)}, got {text!r}")
    return Truth(text)


def _parse_rating(text: str) -> int:
    if text not in SEVERITIES:
        raise ValueError(f"expected {', '.join(SEVERITIES)} or unknown, got {text!r}")
    return SEVERITIES.index(text)


def _parse_count(text: str) -> Count:
    if text == "none":
        return Count(0, 0)
    if (number := _parse_number(text)) < 0:
        raise ValueError(f"expected a number of 0 or more, none or unknown, got {text!r}")
    return Count(number)


def _parse_date(text: str) -> date | Truth:
    return Truth.NOT_MET if text == Truth.NOT_MET.value else date.fromisoformat(text)


def _parse_group(text: str) -> Value:
    raise ValueError(f"a group of scores has no value of its own, got {text!r}: give its members")


def _parse_events(text: str, on: date) -> Events:
    dated: list[Event] = []
    undated, is_whole, told = 0, False, None
    for each in (part.strip() for part in text.split(",")):
        match each.split():
            case ["undated"]:
                undated += 1
            case ["whole"]:
                is_whole = True
            case ["told", number] if told is None:
                told = _parse_count(number).low
            case _:
                dated.append(_parse_event(each, on))
    return Events(tuple(dated), undated, is_whole, told)


def _parse_event(text: str, on: date) -> Event:
    match = _EVENT.fullmatch(text)
    if match is None:
        raise ValueError(f"expected {_EVENTS}, got {text!r}")
    began = date.fromisoformat(match[1])
    if not match[2]:
        return Event(began, began, began)
    if match[3] == "?":
        return Event(began, began, max(began, on))
    end = date.fromisoformat(match[3]) if match[3] else max(began, on)
    if end < began:
        raise ValueError(f"{text} ends before it begins")
    return Event(began, end, end)


_PARSERS: Mapping[FactKind, Callable[[str], Value]] = {
    FactKind.TRUTH: _parse_truth,
    FactKind.SCORE_GROUP: _parse_group,
    FactKind.CHANGE: _parse_number,
    FactKind.COUNT: _parse_count,
    FactKind.DATE: _parse_date,
    FactKind.BIRTH_DATE: parse_birth_date,
}
