"""Chooses among the answers to one question: those that count, by status, date and who gave them.

Nothing here is clamped or guessed. An answer that cannot be used stays visible
as a hint with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from criteria.facts import Evidence
from criteria.reasons import ReasonCode
from criteria.spans import Span
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, PassedOver, evidence_of, is_fresh
from mappings.readers.answerers import (
    PRACTITIONER,
    Answerer,
    answerers,
    is_filled_in,
    objection,
)
from mappings.readers.cannot_tell import without_unsure
from mappings.readers.extracted import counted_once, has_spoken_last
from mappings.readers.occasions import WITHDRAWN, Occasion, occasion_of
from mappings.readers.practitioners import is_no_reviewer
from mappings.readers.sources import answers_in_forms
from mappings.readers.values import Unusable, yes_or_no
from mappings.record.patient_record import AnswerSource

ADULT_MEMBER = Span(21, "year")
_COPIED = Unusable("copied from the record into the form by software", code=ReasonCode.NOT_A_CLINICIAN)


class _Sorted(NamedTuple):
    """Those that count by status and date, those that do not, and of these the amended and the withdrawn."""

    answers: list[Answer]
    passed_over: list[PassedOver]
    spoke_last: list[AnswerSource]


def usable_answers(sources: Sequence[AnswerSource], facts: PatientFacts, fact: str) -> Found:
    """The answers that are final and dated on or before the day, whoever gave them.

    What software copied into a form is told where it was copied from.
    """
    answers, passed_over, spoke_last = _final_answers(sources, facts, fact)
    kept = []
    for answer in answers:
        if _is_copied(answer, fact, facts):
            passed_over.append(PassedOver(_COPIED, evidence_of(answer, fact, facts, note=_COPIED.reason)))
        else:
            kept.append(answer)
    return without_unsure(Found(counted_once(kept, spoke_last, facts), passed_over), facts, fact)


def answers_that_settle(fact: str, answered_by: tuple[Answerer, ...], facts: PatientFacts) -> Found:
    """The answers of people whose word settles the question; all others are passed over."""
    sources = facts.record.answers.get(fact, ())
    answers, passed_over, spoke_last = _final_answers(sources, facts, fact)
    kept = []
    for answer in answers:
        if why := _objection(answer, fact, answered_by, facts):
            shown = evidence_of(answer, fact, facts, _said(answer.source, fact, facts), why.reason)
            passed_over.append(PassedOver(why, shown))
        else:
            kept.append(answer)
    return without_unsure(Found(counted_once(kept, spoke_last, facts), passed_over), facts, fact)


def is_answered(name: str, facts: PatientFacts) -> bool:
    """Whether a practitioner answered within the window; then, readable or not, nothing stands in for it."""
    answers, passed_over = answers_that_settle(name, PRACTITIONER, facts)
    if any(each.why.code is ReasonCode.CANNOT_TELL for each in passed_over):
        return True
    return bool(answers) and is_fresh(answers[0], name, facts)


def _final_answers(sources: Sequence[AnswerSource], facts: PatientFacts, fact: str) -> _Sorted:
    """Those that are final and dated, newest first; of the others the newest first, withdrawn ones last."""
    found = _Sorted([], [], [])
    for source in sources:
        given = occasion_of(source, fact, facts)
        if given.problem:
            found.passed_over.append(_passed(source, fact, given, given.problem))
            if has_spoken_last(source.resource):
                found.spoke_last.append(source)
        elif given.when is not None:
            by = answerers(source, facts)
            found.answers.append(Answer(source, given.when, by, given.of_date))
    if len(found.answers) > 1:
        found.answers.sort(key=lambda answer: (answer.when.end, answer.source.reference), reverse=True)
    if len(found.passed_over) > 1:
        found.passed_over.sort(key=_date_of_hint, reverse=True)
    return found


def _passed(source: AnswerSource, fact: str, given: Occasion, why: Unusable) -> PassedOver:
    if why is WITHDRAWN:
        return PassedOver(why)
    day = given.when.day if given.when else ""
    return PassedOver(why, Evidence(fact, source.reference, day, str(source.token), source.title, why.reason))


def _date_of_hint(passed: PassedOver) -> tuple[bool, str, str]:
    hint = passed.hint
    return (True, hint.date, hint.reference) if hint else (False, "", "")


def _is_copied(answer: Answer, fact: str, facts: PatientFacts) -> bool:
    """Whether software filled an answer into its form, or into the form that it was extracted from."""
    if is_filled_in(answer.by):
        return True
    forms = answers_in_forms(answer.source, fact, facts)
    return any(is_filled_in(answerers(form, facts)) for form in forms)


def _objection(
    answer: Answer, fact: str, answered_by: tuple[Answerer, ...], facts: PatientFacts
) -> Unusable | None:
    """Why the word of those who gave an answer does not settle the question."""
    under_21 = facts.is_under(ADULT_MEMBER) if "related-person-under-21" in answered_by else False
    unsigned = facts.mapping.site.forms_are_practitioner_only
    forms = answers_in_forms(answer.source, fact, facts)
    for by in (answer.by, *(answerers(form, facts) for form in forms)):
        if reason := objection(answered_by, by, under_21, unsigned):
            shown = any(each.kind for each in by)
            code = ReasonCode.NOT_A_CLINICIAN if shown else ReasonCode.WHO_NOT_SHOWN
            return Unusable(reason, code=code)
    if is_no_reviewer(answer.by, answer.when, fact, facts):
        reviewer = facts.mapping.words.fields["reviewer"]
        reason = f"the qualification on file of whoever answered is no {reviewer}'s on the site's list"
        return Unusable(reason, code=ReasonCode.NOT_AN_LPHA)
    return None


def _said(source: AnswerSource, fact: str, facts: PatientFacts) -> str:
    """An answer that settles nothing, in a word, where it can be read."""
    answer = yes_or_no(source.valued, fact, facts.mapping)
    return "" if isinstance(answer, Unusable) else "yes" if answer else "no"
