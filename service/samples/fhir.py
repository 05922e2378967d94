"""Short ways to write the FHIR of a short patient: elements, resources, and the Bundles that an EHR sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

SERVER = "https://ehr.example/fhir"
"""The EHR whose resources these are."""
BASE = "https://criteria-cards.example/fhir"
"""The canonical base that is installed unless an operator sets another."""
OWN = f"{BASE}/CodeSystem/criteria-input"
SEVERITY = f"{BASE}/CodeSystem/domain-severity"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
CPT = "http://www.ama-assn.org/go/cpt"
HL7 = "http://terminology.hl7.org/CodeSystem"


def coding(system: str, code: str, **more: Any) -> Json:
    """A Coding."""
    return {"system": system, "code": code, **more}


def concept(*codings: Json) -> Json:
    """A CodeableConcept."""
    return {"coding": list(codings)}


def status(system: str, code: str) -> Json:
    """A CodeableConcept of one of HL7's own code systems."""
    return concept(coding(f"{HL7}/{system}", code))


def reference(to: str) -> Json:
    """A Reference."""
    return {"reference": to}


def resource(kind: str, identity: str, of: str, **elements: Any) -> Json:
    """A resource of a patient; elements that are None are left out, and `class_` is `class`."""
    whole = {"resourceType": kind, "id": identity, "subject": reference(f"Patient/{of}"), **elements}
    return {name.rstrip("_"): value for name, value in whole.items() if value is not None}


def collection(*resources: Json) -> Json:
    """A Bundle as the draft orders of a hook's context come; without resources it has no entry."""
    found: Json = {"resourceType": "Bundle", "type": "collection"}
    return found | {"entry": [{"resource": each} for each in resources]} if resources else found


def searchset(*resources: Json, further: Sequence[Any] = ()) -> Json:
    """A page of what a search found, with further entries as they are; without any entry it has none."""
    found: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    matches = [
        {
            "fullUrl": f"{SERVER}/{each['resourceType']}/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in resources
    ]
    return found | {"entry": [*matches, *further]} if matches or further else found
