"""What an answer says it is about: the Conditions in its focus, and the diagnoses that they are."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Resource, codings, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.diagnosis_judged import DiagnosisFact, judged
from mappings.readers.listed_diagnoses import listed_diagnoses
from mappings.record.patient_record import CodedResource

NONE_OF_OURS = ""
"""Stands for a Condition that is on none of our lists, or that was not sent."""


def conditions_in_focus(resource: Resource, facts: PatientFacts) -> list[CodedResource | None]:
    """Each Condition in the focus; None for one that was not sent, and for whatever cannot be told."""
    if is_absent(resource.focus):
        return []
    return [
        facts.record.resolve(each, resource)
        for each in decoded_list(resource.focus, Reference)
        if facts.record.type_of(each, resource) in ("Condition", "")
    ]


def diagnoses_of(named: Sequence[CodedResource | None], facts: PatientFacts) -> tuple[str, ...]:
    """The facts that the Conditions in an answer's focus are diagnoses for; empty where it names none."""
    if not named:
        return ()
    ids = {id(each.resource) for each in named if each}
    return tuple(_diagnosed_by(ids, facts)) or (NONE_OF_OURS,)


def told_focus(named: Sequence[CodedResource | None]) -> str:
    """How a card says of which Conditions an answer is: by their codes as they were sent."""
    codes = [_first_code(each) if each else "a condition that was not sent" for each in named]
    return f"said of {', '.join(dict.fromkeys(codes))}" if codes else ""


def _first_code(condition: CodedResource) -> str:
    codes = (string_or_empty(coding.code).strip() for coding in codings(condition.resource.code))
    return next(filter(None, codes), condition.reference)


def _diagnosed_by(conditions: set[int], facts: PatientFacts) -> list[str]:
    """The diagnoses of ours for which one of the Conditions counts, or would by a clinician's word.

    One that is over, provisional or only a near miss is no diagnosis to attribute anything to.
    """
    return [
        name
        for name, spec in facts.mapping.fact_map.facts.items()
        if isinstance(spec, DiagnosisFact)
        for diagnosis in listed_diagnoses(facts).get(spec.value_set, ())
        if id(diagnosis.resource) in conditions
        and (found := judged(diagnosis, spec, facts)) is not None
        and (found.counts or found.is_asked)
    ]
