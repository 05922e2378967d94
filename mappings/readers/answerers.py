"""Who gave an answer, and whose word settles a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference, reference_type
from mappings.fhir.resources import Resource

Answerer = Literal["practitioner", "patient", "related-person", "related-person-under-21"]
PRACTITIONER: tuple[Answerer, ...] = ("practitioner",)

_PRACTITIONERS = frozenset({"Practitioner", "PractitionerRole"})
_WHO = {
    "Patient": "the patient",
    "RelatedPerson": "a related person",
    "Organization": "an organization",
    "Device": "a device",
}


def answerers(resource: Resource) -> frozenset[str]:
    """The kinds of those who gave an answer, "" for one whose kind does not show; empty for nobody named."""
    if resource.resourceType == "QuestionnaireResponse":
        references = decoded_list(resource.author, Reference) or decoded_list(resource.source, Reference)
    else:
        references = decoded_list(resource.performer, Reference)
    return frozenset(map(reference_type, references))


def objection(
    accepted: Sequence[Answerer], who: frozenset[str], under_21: bool, unsigned_counts: bool
) -> str:
    """Why an answer by these people does not settle a question; empty when it does.

    A practitioner's word always counts, whoever else took part.
    """
    if who & _PRACTITIONERS or (not who and unsigned_counts):
        return ""
    if "Patient" in who and "patient" in accepted:
        return ""
    if "RelatedPerson" in who and "related-person" in accepted:
        return ""
    if "RelatedPerson" in who and "related-person-under-21" in accepted and under_21:
        return ""
    kind = max(who, default="")
    if not kind:
        return "the record does not say who answered"
    return f"answered by {_WHO.get(kind, 'someone who cannot settle it')}, not by a practitioner"
