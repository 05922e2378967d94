"""The fact that the newest answer gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from criteria.facts import Evidence, Fact, Value
from criteria.spans import Span
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
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


def newest_reading(answers: Sequence[Answer], read: ReadAnswer) -> tuple[Answer, Reading | Unusable]:
    """The newest of some answers, as read: unusable when it contradicts another at the same instant."""
    latest = newest(answers)
    readings: list[Reading] = []
    for answer in latest:
        reading = read(answer)
        if isinstance(reading, Unusable):
            return answer, reading
        readings.append(reading)
    first = readings[0]
    if len(readings) > 1 and any(other.value != first.value for other in readings):
        return latest[0], Unusable(f"contrary answers on {latest[0].when.day}")
    return latest[0], first


def fact_from_newest(
    name: str,
    spec: FactSpec,
    found: tuple[Sequence[Answer], Sequence[Evidence]],
    read: ReadAnswer,
    facts: PatientFacts,
) -> Fact:
    """The fact that the newest of the answers found gives; the hints found beside them stay hints.

    Unknown when there is none, or when the newest cannot be used, is older than
    the fact's window, or contradicts another at the same instant.
    """
    answers, hints = found
    if not answers:
        return Fact(name, reason=_first_note(hints) or spec.silence, hints=tuple(hints))
    answer, reading = newest_reading(answers, read)
    if isinstance(reading, Reading) and spec.goes_stale:
        window = facts.mapping.windows[name]
        if answer.when.first < window.before(facts.on):
            reading = stale(answer.when, window, reading.shown)
    if isinstance(reading, Unusable):
        shown = evidence_of(answer.source, name, answer.when, reading.shown, reading.reason)
        return Fact(name, reason=reading.reason, hints=(shown, *hints))
    note = "; ".join(filter(None, (reading.note, answer.of_date)))
    proof = evidence_of(answer.source, name, answer.when, reading.shown, note)
    return Fact(name, reading.value, evidence=(proof,), hints=tuple(hints))


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


def _first_note(hints: Sequence[Evidence]) -> str:
    return next((hint.note for hint in hints if hint.note), "")
