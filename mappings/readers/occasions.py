"""When an answer was given and written down, and whether by its status and date it counts."""

from __future__ import annotations

from msgspec import Struct

from criteria.reasons import ReasonCode
from mappings.fhir.dates import When
from mappings.fhir.resources import ABSENT, Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer_dates import stated_date, states_a_date
from mappings.readers.sources import forms_of, is_withdrawn
from mappings.readers.values import Unusable
from mappings.record.patient_record import AnswerSource

_COUNTED_STATUS = {
    "Observation": frozenset({"final", "amended", "corrected"}),
    "QuestionnaireResponse": frozenset({"completed", "amended"}),
}
WITHDRAWN = Unusable("what answered it was entered in error", code=ReasonCode.WITHDRAWN)
_NO_DAY = Unusable("the form does not say on which day it was administered", code=ReasonCode.UNDATED)
_LATER = Unusable("it was administered after the form was filled in", code=ReasonCode.FUTURE)


class Occasion(Struct, frozen=True, gc=False):
    """When an answer was given; `problem` is why it does not count."""

    when: When | None
    of_date: str
    problem: Unusable | None


def occasion_of(source: AnswerSource, fact: str, facts: PatientFacts) -> Occasion:
    """The occasion of an answer: of a score, the day on which it was administered, where a form says so."""
    of_resource = _of_resource(source.resource, facts)
    if of_resource.problem:
        return of_resource
    if source.day is not None:
        return _administered(source, facts)
    if source.resource.derivedFrom is ABSENT:
        return of_resource
    form = _form_that_dates(source, of_resource, fact, facts)
    return _administered(form, facts) if form else of_resource


def recorded_when(resource: Resource, facts: PatientFacts) -> When | None:
    """When the answers of an Observation or a form were written down, as far as it says."""
    return facts.when(resource.issued) or stated_date(resource, facts)


def _of_resource(resource: Resource, facts: PatientFacts) -> Occasion:
    """What all answers of one Observation or form share."""
    key = id(resource)
    if key not in facts.kept:
        stated = stated_date(resource, facts)
        when = stated if stated or states_a_date(resource) else facts.when(resource.issued)
        note = "" if stated else "dated by when it was issued"
        facts.kept[key] = Occasion(when, note, _uncounted(resource, when, facts))
    found: Occasion = facts.kept[key]
    return found


def _uncounted(resource: Resource, when: When | None, facts: PatientFacts) -> Unusable | None:
    status = string_or_empty(resource.status)
    if is_withdrawn(resource, facts):
        return WITHDRAWN
    if status not in _COUNTED_STATUS[string_or_empty(resource.resourceType)]:
        reason = f"its status is {status}, not final" if status else "it has no status"
        return Unusable(reason, code=ReasonCode.NOT_FINAL)
    if when is None:
        return Unusable("it has no readable date", code=ReasonCode.UNDATED)
    if when.first > facts.on:
        return Unusable("it is dated in the future", code=ReasonCode.FUTURE)
    return None


def _administered(source: AnswerSource, facts: PatientFacts) -> Occasion:
    """The occasion of a score by the day that a form gives for it, in place of when it was filled in."""
    day, filled_in = facts.when(source.day), facts.when(source.resource.authored)
    if day is None:
        return Occasion(None, "", _NO_DAY)
    is_later = filled_in is not None and day.first > filled_in.last
    return Occasion(day, "", _LATER if is_later else None)


def _form_that_dates(
    source: AnswerSource, given: Occasion, fact: str, facts: PatientFacts
) -> AnswerSource | None:
    """The form that a score was extracted from with the date on which the form was filled in.

    Extraction by the form alone dates every answer so (SDC, observation-based extraction); a score is as old
    as the day on which it was administered.
    """
    if given.when is None:
        return None
    dated = [(when, each) for each in forms_of(source.resource, facts) if (when := facts.when(each.authored))]
    together = [(when.start, each) for when, each in dated if when.overlaps(given.when)]
    for _, form in sorted(together, key=lambda each: each[0], reverse=True):
        for each in facts.record.answers.get(fact, ()):
            if each.resource is form and each.day is not None:
                return each
    return None
