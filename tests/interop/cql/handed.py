"""Facts as the parameters of a CQL library: what whoever runs the CQL has to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from criteria.events import Event, Events
from criteria.facts import Count, Fact, Facts
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.cql import parameters
from mappings.cql.parameters import EVALUATION_DATE, parameter
from tests.interop.cql.engine import Told

_TRUTHS = {Truth.MET: True, Truth.NOT_MET: False, Truth.UNKNOWN: None}


def handed(facts: Facts, on: date) -> Told:
    """Facts as parameters, as of a day."""
    told = {EVALUATION_DATE: on.isoformat()}
    for name, fact in facts.items():
        told |= {parameter(name, aspect): value for aspect, value in _aspects(fact)}
    return told


def _aspects(fact: Fact) -> Iterator[tuple[str, Any]]:
    """What tells a fact, by aspect."""
    match fact.value:
        case Truth() as truth:
            yield "", _TRUTHS[truth]
            yield parameters.ABOUT, list(fact.about) or None
            yield parameters.NONE, truth is Truth.NOT_MET or None
        case Count(low, high):
            yield parameters.AT_LEAST, low
            yield parameters.AT_MOST, high
        case Events() as events:
            yield from _events(events)
        case BirthDate() as born:
            yield "", _as_precise(born)
        case date() as day:
            yield "", day.isoformat()
        case int() as number:
            yield "", number
            yield parameters.DAY, fact.day and fact.day.isoformat()


def _events(events: Events) -> Iterator[tuple[str, Any]]:
    yield "", [_event(each) for each in events.dated]
    yield parameters.UNDATED, events.undated
    yield parameters.WHOLE, events.is_whole
    yield parameters.TOLD, events.told


def _event(event: Event) -> Told:
    return {
        "began": event.began.isoformat(),
        "lastedTo": event.lasted_to.isoformat(),
        "mayHaveLastedTo": event.may_have_lasted_to.isoformat(),
        "reference": event.reference or None,
        "mayBeAnother": event.may_be_another,
    }


def _as_precise(born: BirthDate) -> str:
    """A birth date as it was on file: a day, a month or a year."""
    whole = born.earliest.isoformat()
    if born.earliest == born.latest:
        return whole
    return whole[: 7 if born.earliest.month == born.latest.month else 4]
