"""A short answer of a clinician, and the form that it came out of, as a client would write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.support.fhir import Json

ANSWER = "https://cards.example/fhir/identifier/answer"
FORM = "https://cards.example/fhir/Questionnaire/prs"
FACTS = "https://cards.example/fhir/CodeSystem/criteria-input"
FHIR: Mapping[str, str] = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}


def observation(patient: str, key: str, day: str = "2026-03-03") -> Json:
    """One answer."""
    return {
        "resourceType": "Observation",
        "identifier": [{"system": ANSWER, "value": key}],
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "survey",
                    }
                ]
            }
        ],
        "code": {"coding": [{"system": FACTS, "code": "spmi-present"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": day,
        "valueBoolean": True,
    }


def response(patient: str, key: str) -> Json:
    """One form."""
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"system": ANSWER, "value": key},
        "questionnaire": f"{FORM}|1.0.0",
        "status": "completed",
        "subject": {"reference": f"Patient/{patient}"},
        "authored": "2026-03-03T10:00:00Z",
    }


def saved(patient: str, key: str) -> Json:
    """A form and the answer that came out of it, each created unless it is there."""
    form = f"urn:uuid:{uuid4()}"
    answer = observation(patient, key) | {"derivedFrom": [{"reference": form}]}
    entries = [(form, response(patient, f"{key}-form")), (f"urn:uuid:{uuid4()}", answer)]
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": url,
                "resource": each,
                "request": {
                    "method": "POST",
                    "url": each["resourceType"],
                    "ifNoneExist": f"identifier={ANSWER}|{_key(each)}",
                },
            }
            for url, each in entries
        ],
    }


def _key(resource: Json) -> Any:
    identifier = resource["identifier"]
    return (identifier[0] if isinstance(identifier, list) else identifier)["value"]
