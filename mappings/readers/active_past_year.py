"""A clinician's word on whether a disorder was active in the past year, and on which Condition it is.

It settles what the record leaves open: a remission, an end without a date, a
visit's diagnosis of long ago. Against a Condition that counts its no is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from criteria.facts import Fact
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_specs import AnsweredSpec
from mappings.patient_facts import PatientFacts, once
from mappings.readers.answer import Answer
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.attestation import ATTESTATION, attested
from mappings.readers.diagnosis_judged import ACTIVE_PAST_YEAR, Judged, judged
from mappings.readers.focus import conditions_in_focus
from mappings.readers.listed_diagnoses import listed_diagnoses
from mappings.readers.policy_diagnoses import policy_diagnoses
from mappings.readers.unread import as_far_as_read
from mappings.readers.values import Unusable
from mappings.record.patient_record import Diagnosis

_ANOTHER = Unusable("said of another diagnosis")
_OF_WHICH = Unusable("it does not say which diagnosis it is of")


def as_answered(diagnosis: Diagnosis, found: Judged, facts: PatientFacts) -> Judged:
    """What a Condition says once a clinician's word on it is heard."""
    if not (found.counts or found.is_asked) or not facts.record.answers.get(ACTIVE_PAST_YEAR):
        return found
    word = _word_on(diagnosis, facts)
    if found.counts:
        return _contradicted(found) if word.truth is Truth.NOT_MET else found
    word = as_far_as_read(word, ATTESTATION, facts)
    if word.truth is not Truth.UNKNOWN:
        is_active = word.truth is Truth.MET
        said = f"a clinician answered that it was {'' if is_active else 'not '}active in the past year"
        return found._replace(counts=is_active, note=f"{found.note.partition(':')[0]}; {said}")
    if word.reason == _OF_WHICH.reason:
        return found._replace(note=f"{found.note}; a clinician answered, but {_OF_WHICH.reason}")
    return found


def _contradicted(found: Judged) -> Judged:
    said = "conflict: a clinician answered that it was not active in the past year, and the record has it"
    note = "; ".join(filter(None, (said, found.note)))
    return Judged(False, found.token, note, ReasonCode.CONFLICT_PEOPLE)


def _word_on(diagnosis: Diagnosis, facts: PatientFacts) -> Fact:
    """The newest word on one Condition: what names it, and what names none where only it can be meant."""
    key = (_word_on, diagnosis.reference)
    if key not in facts.kept:
        facts.kept[key] = _read_word(diagnosis, facts)
    word: Fact = facts.kept[key]
    return word


def _read_word(diagnosis: Diagnosis, facts: PatientFacts) -> Fact:
    def objection(answer: Answer) -> Unusable | None:
        return _why_not_of(diagnosis, answer, facts)

    spec = cast(AnsweredSpec, facts.mapping.fact_map.facts[ACTIVE_PAST_YEAR])
    return attested(ACTIVE_PAST_YEAR, spec, PRACTITIONER, facts, objection)


def _why_not_of(diagnosis: Diagnosis, answer: Answer, facts: PatientFacts) -> Unusable | None:
    named = conditions_in_focus(answer.source.resource, facts)
    if named:
        return None if any(each and each.reference == diagnosis.reference for each in named) else _ANOTHER
    asked = _asked(facts)
    if asked and diagnosis.reference not in asked:
        return _ANOTHER
    return None if len({*asked.values()}) < 2 else _OF_WHICH


@once
def _asked(facts: PatientFacts) -> Mapping[str, frozenset[str]]:
    """The Conditions of which it is asked, with their codes; those of the same codes are one disorder."""
    return {
        diagnosis.reference: frozenset(str(token) for token, _, _ in diagnosis.known)
        for spec in policy_diagnoses(facts)
        for diagnosis in listed_diagnoses(facts).get(spec.value_set, ())
        if (found := judged(diagnosis, spec, facts)) is not None and found.is_asked
    }
