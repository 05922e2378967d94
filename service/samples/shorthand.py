"""The words a short patient uses for codes and people, and what they stand for in FHIR."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator

from service.samples import fhir

PATIENT = "patient"
_CPT = re.compile(r"[0-9]{5}")

SYSTEMS = {
    "ICD10CM": fhir.ICD,
    "SNOMED": fhir.SNOMED,
    "LOINC": fhir.LOINC,
    "HCPCS": fhir.HCPCS,
    "CPT": fhir.CPT,
}

Who = Literal["lpha", "clinician", "patient", "caregiver", "agency", "nobody"]

PEOPLE: dict[Who, str] = {
    "lpha": "Practitioner/lpha",
    "clinician": "Practitioner/clinician",
    "patient": f"Patient/{PATIENT}",
    "caregiver": "RelatedPerson/caregiver",
    "agency": "Organization/agency",
}
"""Whom a short patient can name; `nobody` leaves the element out."""

NAMES: dict[Who, str] = {
    "lpha": "Maximiliane-Theodora Featherstonehaugh-Okonkwo, LISW-CP",
    "clinician": "Bartholomew Ezekiel Abernathy-Vandersloot, RN",
    "patient": "Wilhelmina Anneliese Montgomery-Szczepańska",
    "caregiver": "Oluwaseun Adebayo Montgomery-Featherstone (mother)",
    "agency": "Palmetto Lowcountry Community Behavioral Health and Psychosocial Rehabilitation Services, LLC",
}
"""Their names, invented and as long as real EHRs send them."""


class Code(NamedTuple):
    """A code of a known system, and the words a clinician wrote beside it."""

    system: str
    code: str
    words: str = ""


def parse_code(text: object) -> object:
    """Read `ICD10CM#F33.1` or `ICD10CM#F33.1 Depression`; what is no text is left to pydantic."""
    if not isinstance(text, str):
        return text
    token, _, words = text.partition(" ")
    alias, mark, code = token.partition("#")
    if not mark or not code or alias not in SYSTEMS:
        raise ValueError(f"expected a code such as ICD10CM#F33.1, of {', '.join(SYSTEMS)}; got {text!r}")
    return Code(SYSTEMS[alias], code, words.strip())


def parse_service(text: object) -> object:
    """Read a service as `service_code` does; a code with its system is read as such."""
    return service_code(text) if isinstance(text, str) and "#" not in text else parse_code(text)


def service_code(text: str) -> Code:
    """Read `H2017` as the HCPCS code that it is and `90853` as CPT's; `<URI>|<code>` says its system."""
    system, said, code = text.rpartition("|")
    if said:
        return Code(system, code)
    return Code(fhir.CPT if _CPT.fullmatch(text) else fhir.HCPCS, text)


CodeField = Annotated[Code, BeforeValidator(parse_code)]
ServiceField = Annotated[Code, BeforeValidator(parse_service)]
