"""The facts of a case as though a record held them: invented evidence that names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from criteria.events import Events
from criteria.facts import (
    SEVERITIES,
    Author,
    Count,
    Evidence,
    Fact,
    FactKind,
    Facts,
    FactType,
    Value,
    Vocabulary,
)
from criteria.spans import BirthDate
from criteria.truth import Truth

CLINICIAN = Author("Practitioner/example", "A Clinician")
"""Who gives the answers of cases."""


def on_file(facts: Facts, vocabulary: Vocabulary, on: date) -> Facts:
    """The facts, those that have a value with evidence of it."""
    return {
        name: replace(fact, evidence=tuple(_evidence(fact, vocabulary[name], fact.day or on)))
        for name, fact in facts.items()
    }


def shown(value: Value, kind: FactKind) -> str:
    """A value as a card shows it."""
    match value:
        case Truth():
            return "yes" if value is Truth.MET else "no"
        case Count(low=low, high=high):
            return "none" if high == 0 else str(low)
        case int() if kind is FactKind.RATING:
            return SEVERITIES[value]
        case Events(dated=dated, told=told):
            return str(len(dated) if told is None else told or "none")
        case _:
            return str(value)


def _evidence(fact: Fact, kind: FactType, day: date) -> Iterator[Evidence]:
    match fact.value:
        case None:
            return
        case BirthDate():
            yield Evidence(fact.name, "Patient/example")
        case Events(dated=dated, told=told):
            for i, event in enumerate(dated, 1):
                yield Evidence(fact.name, f"Encounter/{fact.name}-{i}", event.began.isoformat())
            if told is not None:
                yield _answer(fact, kind.kind, day)
        case Truth() if kind.is_diagnosis:
            value = shown(fact.value, kind.kind)
            yield Evidence(fact.name, f"Condition/{fact.name}", day.isoformat(), value=value)
        case _:
            yield _answer(fact, kind.kind, day)


def _answer(fact: Fact, kind: FactKind, day: date) -> Evidence:
    value = "" if fact.value is None else shown(fact.value, kind)
    return Evidence(fact.name, f"Observation/{fact.name}", day.isoformat(), value=value, by=CLINICIAN)
