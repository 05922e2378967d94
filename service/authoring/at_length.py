"""The facts of a case with evidence as long as EHRs make it: names, reasons and ids that fill a card."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from criteria.facts import Author, Evidence, Fact, FactKind, Facts, License, Vocabulary
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate
from service.authoring.on_file import shown

_LASTS = timedelta(days=90)
_AUTHOR = Author(
    f"Practitioner/e{'x9Q' * 15}",
    "Family-Name-Of-The-Longest-Kind Given-Name-Of-The-Same Second-Given-Name, LISW-CP",
    "Licensed Independent Practitioner of Psychotherapeutic Services",
    License.NOT_CHECKED,
)
_REASON = "its value Averyveryverylongwordthatnobodyeverbreaks|_x_* cannot be read " * 4


def at_length(facts: Facts, vocabulary: Vocabulary, on: date) -> Facts:
    """The facts with long evidence, of a different day each; with a long reason where there is no value."""
    days = {name: on - timedelta(days=i % 40) for i, name in enumerate(facts, 1)}
    return {
        name: _proven(fact, vocabulary[name].kind, fact.day or days[name]) for name, fact in facts.items()
    }


def nothing_read(facts: Facts, vocabulary: Vocabulary, _: date) -> Facts:
    """The facts of a record of which nothing but the birth date could be read."""
    lost = {
        name: Fact(name, reason=_REASON, code=ReasonCode.UNREAD_LATE)
        for name in facts
        if vocabulary[name].kind is not FactKind.BIRTH_DATE
    }
    return {**facts, **lost}


def _proven(fact: Fact, kind: FactKind, day: date) -> Fact:
    if fact.value is None:
        hints = (_evidence(fact, "?", day),)
        return replace(fact, reason=_REASON, code=ReasonCode.UNCLEAR_SCALE, hints=hints)
    if isinstance(fact.value, BirthDate):
        return fact
    return replace(fact, evidence=(_evidence(fact, shown(fact.value, kind), day),))


def _evidence(fact: Fact, value: str, day: date) -> Evidence:
    reference = f"Observation/e{fact.name.replace('-', '')}{'x9Q' * 12}"
    until = (day + _LASTS).isoformat()
    return Evidence(fact.name, reference, day.isoformat(), value=value, by=_AUTHOR, counts_until=until)
