"""Chooses among the answers to one question: those that count, by status, date and who gave them.

Nothing here is clamped or guessed. An answer that cannot be used stays visible
as a hint with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from criteria.facts import Evidence
from criteria.reasons import ReasonCode
from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer_dates import stated_date, states_a_date
from mappings.readers.answerers import PRACTITIONER, Answerer, Named, answerers, objection
from mappings.readers.practitioners import author_of, is_no_reviewer
from mappings.readers.sources import answers_in_forms, is_withdrawn
from mappings.readers.values import Unusable, says_cannot_tell, yes_or_no
from mappings.record.patient_record import AnswerSource

ADULT_MEMBER = Span(21, "year")

_COUNTED_STATUS = {
    "Observation": frozenset({"final", "amended", "corrected"}),
    "QuestionnaireResponse": frozenset({"completed", "amended"}),
}
_WITHDRAWN = Unusable("what answered it was entered in error", code=ReasonCode.WITHDRAWN)


class Answer(Struct, frozen=True, gc=False):
    """One answer with its date, who gave it, and what a reader should know of the date."""

    source: AnswerSource
    when: When
    by: tuple[Named, ...]
    of_date: str = ""

    @property
    def people(self) -> frozenset[str]:
        """Those who gave it, each as one person; one that nobody tells where nobody is named."""
        return frozenset(each.person for each in self.by) or frozenset(("",))


class PassedOver(Struct, frozen=True, gc=False):
    """An answer that does not count, and why; shown beside the question unless it was withdrawn."""

    why: Unusable
    hint: Evidence | None = None


class Found(NamedTuple):
    """The answers to one question, newest first, and those that do not count."""

    answers: list[Answer]
    passed_over: list[PassedOver]

    @property
    def hints(self) -> tuple[Evidence, ...]:
        """What is shown of the answers that do not count."""
        return tuple(each.hint for each in self.passed_over if each.hint)


class _Occasion(Struct, frozen=True, gc=False):
    """What all answers of one Observation or form share; `problem` is why they do not count."""

    when: When | None
    of_date: str
    problem: Unusable | None


def usable_answers(sources: Sequence[AnswerSource], facts: PatientFacts, fact: str) -> Found:
    """The answers that are final and dated on or before the day, whoever gave them."""
    return _without_unsure(_final_answers(sources, facts, fact), facts, fact)


def answers_that_settle(fact: str, answered_by: tuple[Answerer, ...], facts: PatientFacts) -> Found:
    """The answers of people whose word settles the question; all others are passed over."""
    answers, passed_over = _final_answers(facts.record.answers.get(fact, ()), facts, fact)
    kept = []
    for answer in answers:
        if why := _objection(answer, fact, answered_by, facts):
            shown = evidence_of(answer, fact, facts, _said(answer.source, fact, facts), why.reason)
            passed_over.append(PassedOver(why, shown))
        else:
            kept.append(answer)
    return _without_unsure(Found(kept, passed_over), facts, fact)


def is_answered(name: str, facts: PatientFacts) -> bool:
    """Whether a practitioner answered within the window; then, readable or not, nothing stands in for it."""
    answers, passed_over = answers_that_settle(name, PRACTITIONER, facts)
    if any(each.why.code is ReasonCode.CANNOT_TELL for each in passed_over):
        return True
    return bool(answers) and is_fresh(answers[0], name, facts)


def is_fresh(answer: Answer, fact: str, facts: PatientFacts) -> bool:
    """Whether an answer is within the window of its fact."""
    return answer.when.first >= facts.mapping.windows[fact].before(facts.on)


def lasting(evidence: Evidence, answer: Answer, facts: PatientFacts) -> Evidence:
    """The citation of an answer with the last day on which it counts."""
    key = facts.mapping.windows[evidence.fact], answer.when.first
    if key not in facts.kept:
        window, first = key
        facts.kept[key] = window.last_day(first).isoformat()
    return replace(evidence, counts_until=facts.kept[key])


def evidence_of(
    answer: Answer, fact: str, facts: PatientFacts, value: str | int = "", note: str = ""
) -> Evidence:
    """A citation of where an answer stands and who gave it."""
    source = answer.source
    return Evidence(
        fact,
        source.reference,
        answer.when.day,
        str(source.token),
        source.title if value == "" else value,
        note,
        author_of(answer.by, answer.when, facts),
    )


def _final_answers(sources: Sequence[AnswerSource], facts: PatientFacts, fact: str) -> Found:
    """Those that are final and dated, newest first; of the others the newest first, withdrawn ones last."""
    found = Found([], [])
    for source in sources:
        given = _occasion(source.resource, facts)
        if given.problem is None and given.when is not None:
            by = answerers(source, facts)
            found.answers.append(Answer(source, given.when, by, given.of_date))
        elif given.problem:
            found.passed_over.append(_passed(source, fact, given, given.problem))
    if len(found.answers) > 1:
        found.answers.sort(key=lambda answer: (answer.when.end, answer.source.reference), reverse=True)
    if len(found.passed_over) > 1:
        found.passed_over.sort(key=_date_of_hint, reverse=True)
    return found


def _passed(source: AnswerSource, fact: str, given: _Occasion, why: Unusable) -> PassedOver:
    if why is _WITHDRAWN:
        return PassedOver(why)
    day = given.when.day if given.when else ""
    return PassedOver(why, Evidence(fact, source.reference, day, str(source.token), source.title, why.reason))


def _date_of_hint(passed: PassedOver) -> tuple[bool, str, str]:
    hint = passed.hint
    return (True, hint.date, hint.reference) if hint else (False, "", "")


def _occasion(resource: Resource, facts: PatientFacts) -> _Occasion:
    key = id(resource)
    if key not in facts.kept:
        stated = stated_date(resource, facts)
        when = stated if stated or states_a_date(resource) else facts.when(resource.issued)
        note = "" if stated else "dated by when it was issued"
        facts.kept[key] = _Occasion(when, note, _uncounted(resource, when, facts))
    found: _Occasion = facts.kept[key]
    return found


def _uncounted(resource: Resource, when: When | None, facts: PatientFacts) -> Unusable | None:
    status = string_or_empty(resource.status)
    if is_withdrawn(resource, facts):
        return _WITHDRAWN
    if status not in _COUNTED_STATUS[string_or_empty(resource.resourceType)]:
        reason = f"its status is {status}, not final" if status else "it has no status"
        return Unusable(reason, code=ReasonCode.NOT_FINAL)
    if when is None:
        return Unusable("it has no readable date", code=ReasonCode.UNDATED)
    if when.first > facts.on:
        return Unusable("it is dated in the future", code=ReasonCode.FUTURE)
    return None


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


def _without_unsure(found: Found, facts: PatientFacts, fact: str) -> Found:
    """Without the answers that people withdrew by saying that they cannot tell, which contradicts nobody."""
    unsure = [each for each in found.answers if says_cannot_tell(each.source.valued, fact, facts.mapping)]
    if not unsure:
        return found
    kept = [each for each in found.answers if not any(_withdraws(later, each) for later in unsure)]
    fresh = [each for each in unsure if is_fresh(each, fact, facts)]
    said = [_unsure(each, fact, facts) for each in fresh]
    return Found(kept, [*said, *found.passed_over])


def _unsure(answer: Answer, fact: str, facts: PatientFacts) -> PassedOver:
    why = Unusable(f"answered on {answer.when.day}: cannot tell", code=ReasonCode.CANNOT_TELL)
    return PassedOver(why, evidence_of(answer, fact, facts, "cannot tell", why.reason))


def _withdraws(unsure: Answer, answer: Answer) -> bool:
    return bool(unsure.people & answer.people) and answer.when.start <= unsure.when.end


def _said(source: AnswerSource, fact: str, facts: PatientFacts) -> str:
    """An answer that settles nothing, in a word, where it can be read."""
    answer = yes_or_no(source.valued, fact, facts.mapping)
    return "" if isinstance(answer, Unusable) else "yes" if answer else "no"
