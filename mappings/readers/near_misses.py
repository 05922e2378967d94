"""Mental disorders on file on none of the policy's lists: named, so that nobody searches for them."""

from __future__ import annotations

from mappings.patient_facts import PatientFacts, once
from mappings.readers.condition_status import by_time, onset, verification_status
from mappings.readers.diagnosis_judged import DiagnosisFact, is_no_diagnosis
from mappings.readers.listed_diagnoses import listed_diagnoses
from mappings.readers.policy_diagnoses import policy_diagnoses
from mappings.readers.status_codes import UNCLEAR
from mappings.record.patient_record import Diagnosis

MAX_SHOWN = 3
NOT_LISTED = "on file, not on the policy's list"
_ANY_DISORDER = "dsm-diagnosis"
"""The value set in which every mental disorder stands, in one role or another."""


def near_misses(spec: DiagnosisFact, facts: PatientFacts) -> list[str]:
    """The codes of disorders of the past year that no list of the policy knows; the newest three.

    What a list knows as close to it is named beside that list. A problem code
    has no near miss among the disorders.
    """
    if spec.social_needs:
        return []
    found = [
        diagnosis
        for diagnosis in on_no_list(facts)
        if not any(spec.value_set in known for _, known, _ in diagnosis.known)
    ]
    return list(dict.fromkeys(diagnosis.known[0][0].code for diagnosis in found))[:MAX_SHOWN]


@once
def on_no_list(facts: PatientFacts) -> list[Diagnosis]:
    """The disorders of the past year that no list of the policy knows, newest first."""
    lists = {each.value_set for each in policy_diagnoses(facts)}
    found = [
        diagnosis
        for diagnosis in listed_diagnoses(facts).get(_ANY_DISORDER, ())
        if all(lists.isdisjoint(known) for _, known, _ in diagnosis.known) and _stands(diagnosis, facts)
    ]
    found.sort(key=lambda diagnosis: (_day(diagnosis, facts), diagnosis.reference), reverse=True)
    return found


def _stands(diagnosis: Diagnosis, facts: PatientFacts) -> bool:
    resource = diagnosis.resource
    if is_no_diagnosis(resource, facts) or verification_status(resource, facts) in UNCLEAR:
        return False
    return by_time(resource, "past-year", facts).counts


def _day(diagnosis: Diagnosis, facts: PatientFacts) -> str:
    when = facts.when(diagnosis.resource.recordedDate) or onset(diagnosis.resource, facts)
    return when.day if when else ""
