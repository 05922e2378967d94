"""What an answer says it is about: the diagnoses that its focus is a Condition of."""

from __future__ import annotations

from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Resource, is_absent
from mappings.patient_facts import PatientFacts

NONE_OF_OURS = ""
"""Stands for a Condition that is on none of our lists, or that was not sent."""


def diagnoses_in_focus(resource: Resource, facts: PatientFacts) -> tuple[str, ...]:
    """The facts that the Conditions in an answer's focus are diagnoses for; empty where it names none."""
    if is_absent(resource.focus):
        return ()
    named = decoded_list(resource.focus, Reference)
    conditions = [each for each in named if facts.record.type_of(each, resource) == "Condition"]
    if not conditions:
        return ()
    found = [facts.record.resolve(each, resource) for each in conditions]
    ids = {id(each.resource) for each in found if each}
    return tuple(_diagnosed_by(ids, facts)) or (NONE_OF_OURS,)


def _diagnosed_by(conditions: set[int], facts: PatientFacts) -> list[str]:
    """The diagnoses of ours for which one of the Conditions has a code that is more than a near miss."""
    return [
        name
        for name, spec in facts.mapping.fact_map.facts.items()
        if spec.type.is_diagnosis
        for value_set in spec.value_sets
        for diagnosis in facts.record.diagnoses.get(value_set, ())
        if id(diagnosis.resource) in conditions
        and any(value_set in sets and sets[value_set].role != "review" for _, sets, _ in diagnosis.known)
    ]
