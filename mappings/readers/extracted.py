"""An answer in a form and the Observation extracted from it are one answer, told twice.

The later of the two stands. An Observation that was amended or corrected since, or entered in error, says
so itself; a form has to be amended later to speak again.
"""

from __future__ import annotations

from collections.abc import Sequence

from mappings.fhir.resources import ENTERED_IN_ERROR, Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer
from mappings.readers.answerers import answerers
from mappings.readers.occasions import recorded_when
from mappings.readers.sources import forms_of
from mappings.record.patient_record import AnswerSource

_SPOKE_LAST = frozenset(("amended", "corrected", ENTERED_IN_ERROR))


def has_spoken_last(resource: Resource) -> bool:
    """Whether an Observation says by its status that it stands in place of what it said before."""
    return string_or_empty(resource.status) in _SPOKE_LAST


def counted_once(
    answers: list[Answer], spoke_last: Sequence[AnswerSource], facts: PatientFacts
) -> list[Answer]:
    """Answers without those of which another one stands in their place.

    `spoke_last` are Observations that were amended or withdrawn, and cannot be used: nor can what they were.
    """
    in_forms = [each for each in answers if each.source.resource.resourceType == "QuestionnaireResponse"]
    if not in_forms:
        return answers
    gone = {id(each) for each in in_forms if any(_corrects(later, each, facts) for later in in_forms)}
    for observed in answers:
        for answer in _told_by(observed.source.resource, in_forms, facts):
            if not observed.people.isdisjoint(answer.people):
                gone.add(id(observed if _is_later(answer, observed.source.resource, facts) else answer))
    for source in spoke_last:
        for answer in _told_by(source.resource, in_forms, facts):
            if _may_be_by(source, answer, facts) and not _is_later(answer, source.resource, facts):
                gone.add(id(answer))
    return [each for each in answers if id(each) not in gone]


def _told_by(observed: Resource, in_forms: Sequence[Answer], facts: PatientFacts) -> list[Answer]:
    """The answers in forms from which an Observation says that it was derived."""
    forms = set(map(id, forms_of(observed, facts)))
    return [each for each in in_forms if id(each.source.resource) in forms]


def _may_be_by(source: AnswerSource, answer: Answer, facts: PatientFacts) -> bool:
    """Whether an Observation may be that person's answer, as one withdrawn may name nobody any more."""
    by = answerers(source, facts)
    return any(each.person in answer.people for each in by) or (
        not by and source.resource.status == ENTERED_IN_ERROR
    )


def _is_later(answer: Answer, observed: Resource, facts: PatientFacts) -> bool:
    """Whether a form was filled in after its answer was written down as an Observation."""
    form = answer.source.resource
    if has_spoken_last(observed) and form.status != "amended":
        return False
    return _is_recorded_later(form, observed, facts)


def _corrects(later: Answer, earlier: Answer, facts: PatientFacts) -> bool:
    """Whether it is the same person's score of the same administration, given again in a later form."""
    if later.source.day is None or earlier.source.day is None:
        return False
    is_same = later.when.overlaps(earlier.when) and later.people == earlier.people
    return is_same and _is_recorded_later(later.source.resource, earlier.source.resource, facts)


def _is_recorded_later(later: Resource, earlier: Resource, facts: PatientFacts) -> bool:
    one, other = recorded_when(later, facts), recorded_when(earlier, facts)
    return one is not None and other is not None and one.start > other.end
