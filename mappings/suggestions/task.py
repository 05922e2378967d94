"""A Task to fill in a form, in the shape of SDC (Structured Data Capture 4, profile sdc-task)."""

from __future__ import annotations

from datetime import date
from typing import Any

_SDC = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"


def questionnaire_task(
    patient: str, questionnaire: str, identifier: tuple[str, str], description: str, on: date
) -> dict[str, Any]:
    """The Task of a patient, by id, for the form of a canonical with its version, requested on a day.

    The input is told by its text as well, which is how other guides' clients look for it (Da Vinci CRD).
    """
    system, value = identifier
    return {
        "resourceType": "Task",
        "identifier": [{"system": system, "value": value}],
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": _SDC, "code": "complete-questionnaire"}]},
        "description": description,
        "for": {"reference": f"Patient/{patient}"},
        "authoredOn": on.isoformat(),
        "input": [
            {
                "type": {
                    "coding": [{"system": _SDC, "code": "questionnaire"}],
                    "text": "questionnaire",
                },
                "valueCanonical": questionnaire,
            }
        ],
    }
