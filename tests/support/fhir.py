"""Short ways to write FHIR resources as plain JSON objects.

Every builder fills in what a well-formed resource of the patient has; named
elements are added or, given as None, taken out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from service.samples import fhir
from service.samples.fhir import BASE as BASE
from service.samples.fhir import CPT as CPT
from service.samples.fhir import HCPCS as HCPCS
from service.samples.fhir import HL7 as HL7
from service.samples.fhir import ICD as ICD
from service.samples.fhir import LOINC as LOINC
from service.samples.fhir import OWN as OWN
from service.samples.fhir import SERVER as SERVER
from service.samples.fhir import SEVERITY as SEVERITY
from service.samples.fhir import SNOMED as SNOMED
from service.samples.fhir import Json as Json
from service.samples.fhir import coding as coding
from service.samples.fhir import concept as concept
from service.samples.fhir import reference as reference
from service.samples.fhir import status as status

ON = date(2026, 3, 1)
PATIENT = "p1"
CLINICIAN = "Practitioner/lpha"
RECENT = "2026-02-20"

HCPCS_SPELLINGS = (
    HCPCS,
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://www.nlm.nih.gov/research/umls/hcpcs",
    "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
    "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
    "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo/index.html",
    "urn:oid:2.16.840.1.113883.6.285",
    "http://terminology.hl7.org/CodeSystem/HCPCS",
    "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
    "2.16.840.1.113883.6.285",
    "HCPCS",
)
"""Every URI that HCPCS is known by here."""

YES = {"valueCodeableConcept": {"coding": [{"system": LOINC, "code": "LA33-6"}]}}
NO = {"valueCodeableConcept": {"coding": [{"system": LOINC, "code": "LA32-8"}]}}

ABSENT_FOR_A_REASON: Json = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}
"""What stands beside, or in place of, a value that is stated to be unknown."""
MODIFIED = [{"url": "https://ehr.example/fhir/StructureDefinition/meant-otherwise", "valueBoolean": True}]
"""A modifierExtension that nobody here understands."""


def icd(code: str, **more: Any) -> Json:
    """A Coding of ICD-10-CM."""
    return coding(ICD, code, **more)


def snomed(code: str, **more: Any) -> Json:
    """A Coding of SNOMED CT."""
    return coding(SNOMED, code, **more)


def service(code: str = "H2017", system: str = HCPCS) -> Json:
    """One of our services as a CodeableConcept."""
    return concept(coding(system, code))


def clinical(code: str) -> Json:
    """The clinical status of a Condition."""
    return status("condition-clinical", code)


def verification(code: str) -> Json:
    """The verification status of a Condition."""
    return status("condition-ver-status", code)


def resource(kind: str, identity: str, of: str = PATIENT, **elements: Any) -> Json:
    """A resource of a patient; elements that are None are left out, and `class_` is `class`."""
    return fhir.resource(kind, identity, of, **elements)


def patient(birth_date: str | None = "1990-06-15", **elements: Any) -> Json:
    """The Patient; an adult unless told otherwise."""
    whole = {"resourceType": "Patient", "id": PATIENT, "birthDate": birth_date, **elements}
    return {name: value for name, value in whole.items() if value is not None}


def condition(*codings: Json, identity: str = "c1", **elements: Any) -> Json:
    """A confirmed, active Condition recorded within the past year."""
    stated = {
        "clinicalStatus": clinical("active"),
        "verificationStatus": verification("confirmed"),
        "category": [status("condition-category", "problem-list-item")],
        "code": concept(*codings),
        "recordedDate": "2025-10-01",
    }
    return resource("Condition", identity, **(stated | elements))


def observation(
    code: str | Json, value: Json, on: str | None = RECENT, by: str | None = CLINICIAN, **elements: Any
) -> Json:
    """A final Observation; a plain code is one of our own."""
    coded = code if isinstance(code, dict) else concept(coding(OWN, code))
    name = elements.pop("identity", None) or (code if isinstance(code, str) else "o1")
    stated = {
        "status": "final",
        "category": [status("observation-category", "survey")],
        "code": coded,
        "effectiveDateTime": on,
        "performer": [reference(by)] if by else None,
    }
    return resource("Observation", name, **(stated | value | elements))


def score(code: str, number: int, on: str = RECENT, **elements: Any) -> Json:
    """An Observation of one of our scores."""
    return observation(code, {"valueInteger": number}, on, **elements)


def yes(code: str, on: str | None = RECENT, **elements: Any) -> Json:
    """An attestation that answers yes."""
    return observation(code, YES, on, **elements)


def service_start(day: str = "2026-01-01", on: str | None = None, **elements: Any) -> Json:
    """A clinician's word on when the service began, given on that very day unless told otherwise."""
    return observation("service-start", {"valueDateTime": day}, on or day, **elements)


def no(code: str, on: str | None = RECENT, **elements: Any) -> Json:
    """An attestation that answers no."""
    return observation(code, NO, on, **elements)


def questionnaire_response(*items: Json, **elements: Any) -> Json:
    """A completed response to one of our forms, by a clinician."""
    stated = {
        "status": "completed",
        "questionnaire": f"{BASE}/Questionnaire/prs-adult-admission",
        "authored": RECENT,
        "author": reference(CLINICIAN),
        "item": list(items),
    }
    return resource("QuestionnaireResponse", elements.pop("identity", "q1"), **(stated | elements))


def item(link_id: str, answer: Json, **elements: Any) -> Json:
    """An answered item."""
    return {"linkId": link_id, "answer": [answer], **elements}


def scored(code: str, number: float, on: str | None = RECENT) -> list[Json]:
    """The answered items of one of our scores: the number and, unless it is None, the day of the test."""
    value = {"valueInteger": number} if isinstance(number, int) else {"valueDecimal": number}
    answered = [item(code, value)]
    return [*answered, item(f"{code}.on", {"valueDate": on})] if on else answered


def plan(identity: str = "plan", code: str = "H2017", **elements: Any) -> Json:
    """An active CarePlan whose activity names one of our services."""
    stated = {
        "status": "active",
        "intent": "plan",
        "period": {"start": "2026-01-01"},
        "activity": [{"detail": {"status": "in-progress", "code": service(code)}}],
    }
    return resource("CarePlan", identity, **(stated | elements))


def goal(identity: str = "g1", achieved: str = "improving", **elements: Any) -> Json:
    """A Goal with a dated achievement."""
    stated = {
        "lifecycleStatus": "active",
        "description": {"text": "Rides the bus alone"},
        "achievementStatus": status("goal-achievement", achieved),
        "statusDate": "2026-02-10",
    }
    return resource("Goal", identity, **(stated | elements))


def order(identity: str = "order", code: str = "H2017", **elements: Any) -> Json:
    """An active order for the service, authored before the evaluation date."""
    stated = {
        "status": "active",
        "intent": "order",
        "code": service(code),
        "authoredOn": "2026-02-01",
        "requester": reference(CLINICIAN),
    }
    return resource("ServiceRequest", identity, **(stated | elements))


def encounter(identity: str = "e1", start: str = "2026-02-10", **elements: Any) -> Json:
    """A finished outpatient Encounter."""
    stated = {
        "status": "finished",
        "class": coding(f"{HL7}/v3-ActCode", "AMB"),
        "period": {"start": start},
    }
    return resource("Encounter", identity, **(stated | elements))


def procedure(*codings: Json, identity: str = "proc", on: str = "2026-02-10", **elements: Any) -> Json:
    """A completed Procedure."""
    stated = {"status": "completed", "code": concept(*codings), "performedDateTime": on}
    return resource("Procedure", identity, **(stated | elements))


def document(code: str, identity: str = "doc", on: str = "2026-02-10", **elements: Any) -> Json:
    """A current DocumentReference of a LOINC type."""
    stated = {"status": "current", "type": concept(coding(LOINC, code)), "date": f"{on}T09:00:00Z"}
    return resource("DocumentReference", identity, **(stated | elements))


def practitioner(identity: str, *qualifications: Json) -> Json:
    """A Practitioner with these qualifications."""
    held = [{"code": concept(each)} for each in qualifications]
    return {"resourceType": "Practitioner", "id": identity, "qualification": held}
