"""The fact that the newest answer gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from criteria.facts import Evidence, Fact, Value
from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.readers.answers import Answer, evidence_of
from mappings.readers.values import Unusable


class Reading(Struct, frozen=True, gc=False):
    """A usable value, as the engine takes it and as a reader sees it."""

    value: Value
    shown: str | int
    note: str = ""


ReadAnswer = Callable[[Answer], Reading | Unusable]


def newest(answers: Sequence[Answer]) -> list[Answer]:
    """Of answers newest first, those that none is certainly later than."""
    if len(answers) == 1:
        return list(answers)
    together = [answer for answer in answers if answer.when.overlaps(answers[0].when)]
    last = max((answer.when.start for answer in together if answer.when.is_moment), default=None)
    return [answer for answer in together if answer.when.start == last or not answer.when.is_moment]


def fact_from_newest(
    fact: str,
    answers: Sequence[Answer],
    hints: Sequence[Evidence],
    read: ReadAnswer,
    on: date,
    window: Span | None,
    silence: str,
) -> Fact:
    """The fact that the newest answer gives.

    Unknown when it cannot be used, is older than the window, or contradicts
    another at the same instant; `silence` is the reason when there is none.
    """
    if not answers:
        return Fact(fact, reason=_first_note(hints) or silence, hints=tuple(hints))
    usable: list[Reading] = []
    for answer in (latest := newest(answers)):
        reading = read(answer)
        if isinstance(reading, Unusable):
            return _unknown(fact, answer, reading, hints)
        usable.append(reading)
    answer, reading = latest[0], usable[0]
    if len(usable) > 1 and any(other.value != reading.value for other in usable):
        return _unknown(fact, answer, Unusable(f"contrary answers on {answer.when.day}"), hints)
    if window is not None and answer.when.first < window.before(on):
        return _unknown(fact, answer, stale(answer.when, window, reading.shown), hints)
    note = (
        f"{reading.note}; {answer.of_date}"
        if reading.note and answer.of_date
        else reading.note or answer.of_date
    )
    proof = evidence_of(answer.source, fact, answer.when, reading.shown, note)
    return Fact(fact, reading.value, evidence=(proof,), hints=tuple(hints))


def stale(when: When, window: Span, shown: str | int) -> Unusable:
    """What to say of an answer that is older than its window."""
    return Unusable(f"the latest, of {when.day}, is older than {window}", shown)


def past_day(when: When | None, on: date) -> Reading | Unusable:
    """A whole date on or before a day, as a value."""
    if when is None:
        return Unusable("it holds no date that can be read")
    if when.first != when.last:
        return Unusable(f"{when.day} is no whole date")
    if when.first > on:
        return Unusable(f"{when.day} lies in the future")
    return Reading(when.first, when.day)


def _unknown(fact: str, answer: Answer, why: Unusable, hints: Sequence[Evidence]) -> Fact:
    shown = evidence_of(answer.source, fact, answer.when, why.shown, why.reason)
    return Fact(fact, reason=why.reason, hints=(shown, *hints))


def _first_note(hints: Sequence[Evidence]) -> str:
    return next((hint.note for hint in hints if hint.note), "")
