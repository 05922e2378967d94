"""The Conditions of each value set, as the lists that the policy under review knows tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mappings.patient_facts import PatientFacts, once
from mappings.record.patient_record import Diagnosis


@once
def listed_diagnoses(facts: PatientFacts) -> Mapping[str, Sequence[Diagnosis]]:
    """By value set; a coding that only another policy's own list knows is in none of ours."""
    lists = facts.mapping.terminology.value_sets
    if lists.keys() >= facts.record.diagnoses.keys():
        return facts.record.diagnoses
    return {
        name: [_known_to(lists, each) for each in found]
        for name, found in facts.record.diagnoses.items()
        if name in lists
    }


def _known_to(lists: Mapping[str, object], diagnosis: Diagnosis) -> Diagnosis:
    known = tuple(each for each in diagnosis.known if not lists.keys().isdisjoint(each[1]))
    return diagnosis._replace(known=known, unlisted=diagnosis.unlisted + len(diagnosis.known) - len(known))
