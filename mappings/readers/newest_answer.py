"""The fact that the newest answer gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from criteria.facts import Fact, Value
from criteria.reasons import ReasonCode
from criteria.spans import Span
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, evidence_of, is_fresh, lasting
from mappings.readers.focus import conditions_in_focus, diagnoses_of, told_focus
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
        return latest[0], contrary(latest)
    return latest[0], first


def contrary(answers: Sequence[Answer]) -> Unusable:
    """What to say of answers at one instant that contradict each other."""
    same = frozenset.intersection(*(answer.people for answer in answers))
    code = ReasonCode.CONFLICT_ONE_PERSON if same else ReasonCode.CONFLICT_PEOPLE
    return Unusable(f"contrary answers on {answers[0].when.day}", code=code)


def fact_from_newest(name: str, spec: FactSpec, found: Found, read: ReadAnswer, facts: PatientFacts) -> Fact:
    """The fact that the newest of the answers found gives; those passed over stay hints.

    Unknown when there is none, or when the newest cannot be used, is older than
    the fact's window, or contradicts another at the same instant.
    """
    if not found.answers:
        return unanswered(name, spec, found)
    answer, reading = newest_reading(found.answers, read)
    if isinstance(reading, Reading) and spec.goes_stale and not is_fresh(answer, name, facts):
        reading = stale(answer.when, facts.mapping.windows[name], reading.shown)
    if isinstance(reading, Unusable):
        return unsettled(name, answer, reading, found, facts)
    return settled(name, answer, reading, found, facts)


def unanswered(name: str, spec: FactSpec, found: Found) -> Fact:
    """The fact where no answer counts: why the first of those passed over does not, if there is one."""
    why = found.passed_over[0].why if found.passed_over else None
    if why is None:
        return Fact(name, reason=spec.silence)
    return Fact(name, reason=why.reason, hints=found.hints, code=why.code)


def unsettled(name: str, answer: Answer, why: Unusable, found: Found, facts: PatientFacts) -> Fact:
    """The fact where an answer cannot be used; it is shown."""
    shown = evidence_of(answer, name, facts, why.shown, why.reason)
    return Fact(name, reason=why.reason, hints=(shown, *found.hints), code=why.code)


def settled(name: str, answer: Answer, reading: Reading, found: Found, facts: PatientFacts) -> Fact:
    """The fact that an answer gives."""
    in_focus = conditions_in_focus(answer.source.resource, facts)
    note = "; ".join(filter(None, (told_focus(in_focus), reading.note, answer.of_date)))
    proof = evidence_of(answer, name, facts, reading.shown, note)
    if facts.mapping.fact_map.facts[name].goes_stale:
        proof = lasting(proof, answer, facts)
    about = diagnoses_of(in_focus, facts)
    day = answer.when.first if type(reading.value) is int else None  # of a score or a rating
    return Fact(name, reading.value, evidence=(proof,), hints=found.hints, about=about, day=day)


def stale(when: When, window: Span, shown: str | int) -> Unusable:
    """What to say of an answer that is older than its window."""
    return Unusable(f"the latest, of {when.day}, is older than {window}", shown, ReasonCode.STALE)


def past_day(when: When | Unusable | None, on: date) -> Reading | Unusable:
    """A whole date on or before a day, as a value."""
    if isinstance(when, Unusable):
        return when
    if when is None:
        return Unusable("it holds no date that can be read", code=ReasonCode.UNDATED)
    if when.first != when.last:
        return Unusable(f"{when.day} is no whole date", code=ReasonCode.UNDATED)
    if when.first > on:
        return Unusable(f"{when.day} lies in the future", code=ReasonCode.FUTURE)
    return Reading(when.first, when.day)
