"""Chooses among the answers to one question: the newest that counts, or why none does.

Nothing here is clamped or guessed. An answer that cannot be used stays visible
as a hint with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from criteria.facts import Evidence, Fact, Value
from criteria.spans import Span
from mappings.codes.fact_specs import Answerer
from mappings.fhir.dates import When, parse_when
from mappings.fhir.elements import Period, Reference, decoded_first, decoded_list, reference_type
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.practitioners import lpha_note
from mappings.record.patient_record import AnswerSource

_COUNTED_STATUS = {
    "Observation": frozenset({"final", "amended", "corrected"}),
    "QuestionnaireResponse": frozenset({"completed", "amended"}),
}
_PRACTITIONERS = frozenset({"Practitioner", "PractitionerRole"})
_WHO = {
    "Patient": "the patient",
    "RelatedPerson": "a related person",
    "Organization": "an organization",
    "Device": "a device",
}


class Unusable(Struct, frozen=True, gc=False):
    """Why a value cannot be used; and the value, where it is fit to be shown."""

    reason: str
    shown: str | int = ""


class Reading(Struct, frozen=True, gc=False):
    """A usable value, as the engine takes it and as a reader sees it."""

    value: Value
    shown: str | int
    note: str = ""


class Answer(Struct, frozen=True, gc=False):
    """One answer with its date, who gave it, and what a reader should know of either."""

    source: AnswerSource
    when: When
    answerers: frozenset[str]
    of_lpha: str
    of_date: str


class _Occasion(Struct, frozen=True, gc=False):
    """What all answers of one Observation or form share; `problem` is why they do not count."""

    when: When | None
    answerers: frozenset[str]
    of_lpha: str
    of_date: str
    problem: str


Reader = Callable[[Answer], Reading | Unusable]


def effective(resource: Resource) -> When | None:
    """The date an Observation or a questionnaire response speaks of, else the date it was issued."""
    return _stated_date(resource) or parse_when(resource.issued)


def _stated_date(resource: Resource) -> When | None:
    if resource.resourceType == "QuestionnaireResponse":
        return parse_when(resource.authored)
    if when := parse_when(resource.effectiveDateTime):
        return when
    period = decoded_first(resource.effectivePeriod, Period)
    return (parse_when(period.end) if period else None) or parse_when(resource.effectiveInstant)


def answerers(resource: Resource) -> frozenset[str]:
    """The kinds of those who gave an answer, "" for one whose kind does not show; empty for nobody named."""
    if resource.resourceType == "QuestionnaireResponse":
        references = decoded_list(resource.author, Reference) or decoded_list(resource.source, Reference)
    else:
        references = decoded_list(resource.performer, Reference)
    return frozenset(map(reference_type, references))


def usable_answers(
    sources: Sequence[AnswerSource], facts: PatientFacts, fact: str
) -> tuple[list[Answer], list[Evidence]]:
    """The answers that are final and dated on or before the day, the others as hints; newest first."""
    answers: list[Answer] = []
    hints: list[Evidence] = []
    for source in sources:
        given = _occasion(source.resource, facts)
        if given.problem == "entered in error":
            continue
        if given.problem or given.when is None:
            hints.append(evidence_of(source, fact, given.when, note=given.problem))
        else:
            answers.append(Answer(source, given.when, given.answerers, given.of_lpha, given.of_date))
    if len(answers) > 1:
        answers.sort(key=lambda answer: (answer.when.end, answer.source.reference), reverse=True)
    if len(hints) > 1:
        hints.sort(key=lambda hint: (hint.date, hint.reference), reverse=True)
    return answers, hints


def _occasion(resource: Resource, facts: PatientFacts) -> _Occasion:
    key = id(resource)
    if key not in facts.kept:
        stated = _stated_date(resource)
        when = stated or parse_when(resource.issued)
        facts.kept[key] = _Occasion(
            when,
            answerers(resource),
            lpha_note(resource, facts.record, facts.mapping),
            "" if stated else "dated by when it was issued",
            _uncounted(resource, when, facts.on),
        )
    found: _Occasion = facts.kept[key]
    return found


def newest(answers: Sequence[Answer]) -> list[Answer]:
    """Of answers newest first, those that none is certainly later than."""
    if len(answers) == 1:
        return list(answers)
    together = [answer for answer in answers if answer.when.overlaps(answers[0].when)]
    last = max((answer.when.start for answer in together if answer.when.is_moment), default=None)
    return [answer for answer in together if answer.when.start == last or not answer.when.is_moment]


def _uncounted(resource: Resource, when: When | None, on: date) -> str:
    status = string_or_empty(resource.status)
    if status == "entered-in-error":
        return "entered in error"
    if status not in _COUNTED_STATUS[string_or_empty(resource.resourceType)]:
        return f"its status is {status}, not final" if status else "it has no status"
    if when is None:
        return "it has no readable date"
    if when.first > on:
        return "it is dated in the future"
    return ""


def settles(accepted: Sequence[Answerer], who: frozenset[str], under_21: bool, unsigned_counts: bool) -> str:
    """Why an answer by these people does not settle a question; empty when it does.

    A practitioner's word always counts, whoever else took part.
    """
    if who & _PRACTITIONERS or (not who and unsigned_counts):
        return ""
    if "Patient" in who and "patient" in accepted:
        return ""
    if "RelatedPerson" in who and "related-person" in accepted:
        return ""
    if "RelatedPerson" in who and "related-person-under-21" in accepted and under_21:
        return ""
    kind = max(who, default="")
    if not kind:
        return "the record does not say who answered"
    return f"answered by {_WHO.get(kind, 'someone who cannot settle it')}, not by a practitioner"


def fact_from_newest(
    fact: str,
    answers: Sequence[Answer],
    hints: Sequence[Evidence],
    read: Reader,
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


def evidence_of(
    source: AnswerSource, fact: str, when: When | None, value: str | int = "", note: str = ""
) -> Evidence:
    """A citation of where an answer stands."""
    return Evidence(
        fact,
        source.reference,
        when.day if when else "",
        str(source.token),
        source.title if value == "" else value,
        note,
    )


def stale(when: When, window: Span, shown: str | int) -> Unusable:
    """What to say of an answer that is older than its window."""
    return Unusable(f"the latest, of {when.day}, is older than {window}", shown)


def _unknown(fact: str, answer: Answer, why: Unusable, hints: Sequence[Evidence]) -> Fact:
    shown = evidence_of(answer.source, fact, answer.when, why.shown, why.reason)
    return Fact(fact, reason=why.reason, hints=(shown, *hints))


def _first_note(hints: Sequence[Evidence]) -> str:
    return next((hint.note for hint in hints if hint.note), "")
