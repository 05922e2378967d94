"""What was considered for a fact: each answer under its code, and why it does not give the fact.

Nobody on the way to a card asks for it; an explanation does. The reasons are the readers' own, as the note
of each citation: none where an answer may give the fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from criteria.facts import Evidence
from mappings.fhir.elements import Quantity, decoded_first, decoded_text
from mappings.fhir.resources import Coding, Valued, code_of, codings
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, evidence_of
from mappings.readers.answerers import PRACTITIONER, Answerer, answerers
from mappings.readers.answers import answers_that_settle, usable_answers
from mappings.readers.cannot_tell import withdraws
from mappings.readers.newest_answer import newest
from mappings.readers.occasions import occasion_of
from mappings.readers.values import says_cannot_tell
from mappings.record.patient_record import AnswerSource

_UNSURE = "it says that it cannot be told"
_UNSURE_SINCE = "the same person answered later that they cannot tell"
_TOLD_TWICE = "the same answer is told by another resource, which stands for it"


def nothing_considered(*_: object) -> tuple[Evidence, ...]:
    """Of facts that no answer or entry of a record gives."""
    return ()


def settling_considered(fact: str, by: tuple[Answerer, ...], facts: PatientFacts) -> Iterator[Evidence]:
    """The answers to a question that only these people's word settles."""
    sources = facts.record.answers.get(fact, ())
    return answers_considered(fact, sources, answers_that_settle(fact, by, facts), facts)


def practitioners_considered(fact: str, _: object, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers to a question that a practitioner's word settles."""
    return settling_considered(fact, PRACTITIONER, facts)


def scores_considered(fact: str, _: object, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers to a question that count whoever wrote them down."""
    sources = facts.record.answers.get(fact, ())
    return answers_considered(fact, sources, usable_answers(sources, facts, fact), facts)


def answers_considered(
    fact: str, sources: Sequence[AnswerSource], found: Found, facts: PatientFacts
) -> Iterator[Evidence]:
    """Each of the answers, of which those were found to count or to be passed over."""
    counted = {id(each.source): each for each in found.answers}
    passed = {(hint.reference, hint.code): hint for hint in found.hints}
    for source in sources:
        if answer := counted.get(id(source)):
            value, why = stated(source.valued), _older(answer, found.answers)
            yield evidence_of(answer, fact, facts, value, why)
        elif hint := passed.get((source.reference, str(source.token))):
            yield replace(hint, value=stated(source.valued) or hint.value)
        else:
            yield _uncounted(fact, source, sources, facts)


def stated(valued: Valued) -> str | int:
    """The value as it was sent, in a word; of a text only that it is one, unless it is a number."""
    for value in (valued.valueInteger, valued.valueDecimal):
        if type(value) in (int, float):
            return value if type(value) is int else f"{value:g}"
    if type(valued.valueBoolean) is bool:
        return "yes" if valued.valueBoolean else "no"
    if quantity := decoded_first(valued.valueQuantity, Quantity):
        return f"{quantity.value} {quantity.unit or quantity.code or ''}".strip()
    for coding in (*codings(valued.valueCodeableConcept), *codings(valued.valueCoding)):
        display = decoded_text(coding.display) if isinstance(coding, Coding) else ""
        return display or code_of(coding)
    for value in (valued.valueDate, valued.valueDateTime):
        if type(value) is str:
            return value
    text = valued.valueString
    return (text.strip() if text.strip().isdigit() else "a text") if type(text) is str else ""


def _older(answer: Answer, answers: Sequence[Answer]) -> str:
    latest = newest(answers)
    if any(each is answer for each in latest):
        return ""
    first = latest[0]
    return f"a newer answer is on file, {first.source.reference} of {first.when.day}"


def _uncounted(
    fact: str, source: AnswerSource, sources: Sequence[AnswerSource], facts: PatientFacts
) -> Evidence:
    given = occasion_of(source, fact, facts)
    why = given.problem.reason if given.problem else _dropped(fact, source, sources, facts)
    day = given.when.day if given.when else ""
    return Evidence(fact, source.reference, day, str(source.token), stated(source.valued), why)


def _dropped(fact: str, source: AnswerSource, sources: Sequence[AnswerSource], facts: PatientFacts) -> str:
    """Why an answer that is final and dated does not count all the same."""
    if says_cannot_tell(source.valued, fact, facts.mapping):
        return _UNSURE
    answer = _answer(source, fact, facts)
    unsure = [each for each in sources if says_cannot_tell(each.valued, fact, facts.mapping)]
    since = [withdrawal for each in unsure if (withdrawal := _answer(each, fact, facts))]
    if answer and any(withdraws(each, answer) for each in since):
        return _UNSURE_SINCE
    return _TOLD_TWICE


def _answer(source: AnswerSource, fact: str, facts: PatientFacts) -> Answer | None:
    """An answer with its date; none where it does not count by its status or date."""
    given = occasion_of(source, fact, facts)
    if given.problem or given.when is None:
        return None
    return Answer(source, given.when, answerers(source, facts), given.of_date)
