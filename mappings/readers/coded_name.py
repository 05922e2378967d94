"""How an entry of the record is called: by the display that came with its code, and no other code's words."""

from __future__ import annotations

from mappings.codes.code_systems import Token
from mappings.fhir.elements import decoded_text
from mappings.fhir.resources import Coding, Concept, Resource, codings, list_of
from mappings.patient_facts import PatientFacts

MAX_CHARACTERS = 80


def coded_name(resource: Resource, token: Token | str, facts: PatientFacts) -> str:
    """The display of one of its codings, in one line and not too long; empty where none was sent."""
    terminology = facts.mapping.terminology
    concepts = (*list_of(resource.code, Concept), *list_of(resource.type, Concept))
    for coding in (each for concept in concepts for each in codings(concept)):
        if isinstance(coding, Coding) and str(terminology.token(coding)) == str(token):
            if name := " ".join(decoded_text(coding.display).split()):
                return name if len(name) <= MAX_CHARACTERS else f"{name[: MAX_CHARACTERS - 1]}…"
    return ""
