"""Chooses among the answers to one question: those that count, by status, date and who gave them.

Nothing here is clamped or guessed. An answer that cannot be used stays visible
as a hint with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from criteria.facts import Evidence
from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER, Answerer, answerers, objection
from mappings.readers.practitioners import lpha_note
from mappings.readers.values import Unusable, yes_or_no
from mappings.record.patient_record import AnswerSource

ADULT_MEMBER = Span(21, "year")

_COUNTED_STATUS = {
    "Observation": frozenset({"final", "amended", "corrected"}),
    "QuestionnaireResponse": frozenset({"completed", "amended"}),
}


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


def effective(resource: Resource, facts: PatientFacts) -> When | None:
    """The date an Observation or a questionnaire response speaks of, else the date it was issued."""
    return _stated_date(resource, facts) or facts.when(resource.issued)


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


def answers_that_settle(
    fact: str, answered_by: tuple[Answerer, ...], facts: PatientFacts
) -> tuple[list[Answer], list[Evidence]]:
    """The answers of people whose word settles the question, newest first, and all others as hints."""
    answers, hints = usable_answers(facts.record.answers.get(fact, ()), facts, fact)
    under_21 = facts.is_under(ADULT_MEMBER) if "related-person-under-21" in answered_by else False
    unsigned = facts.mapping.site.forms_are_practitioner_only
    kept = []
    for answer in answers:
        note = objection(answered_by, answer.answerers, under_21, unsigned)
        if note:
            hints.append(evidence_of(answer.source, fact, answer.when, _said(answer.source, facts), note))
        else:
            kept.append(answer)
    return kept, hints


def is_answered(name: str, facts: PatientFacts) -> bool:
    """Whether a practitioner answered within the window; then, readable or not, nothing stands in for it."""
    answers, _ = answers_that_settle(name, PRACTITIONER, facts)
    return bool(answers) and answers[0].when.first >= facts.mapping.windows[name].before(facts.on)


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


def _occasion(resource: Resource, facts: PatientFacts) -> _Occasion:
    key = id(resource)
    if key not in facts.kept:
        stated = _stated_date(resource, facts)
        when = stated or facts.when(resource.issued)
        facts.kept[key] = _Occasion(
            when,
            answerers(resource),
            lpha_note(resource, facts.record, facts.mapping),
            "" if stated else "dated by when it was issued",
            _uncounted(resource, when, facts.on),
        )
    found: _Occasion = facts.kept[key]
    return found


def _stated_date(resource: Resource, facts: PatientFacts) -> When | None:
    if resource.resourceType == "QuestionnaireResponse":
        return facts.when(resource.authored)
    if when := facts.when(resource.effectiveDateTime):
        return when
    period = decoded_first(resource.effectivePeriod, Period)
    return (facts.when(period.end) if period else None) or facts.when(resource.effectiveInstant)


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


def _said(source: AnswerSource, facts: PatientFacts) -> str:
    """An answer that settles nothing, in a word, where it can be read."""
    answer = yes_or_no(source.valued, facts.mapping)
    return "" if isinstance(answer, Unusable) else "yes" if answer else "no"
