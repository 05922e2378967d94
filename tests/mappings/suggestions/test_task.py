"""The Task to fill in a form: SDC's shape, found by its code and by its text, and valid R4."""

from __future__ import annotations

from fhir.resources.R4B import get_fhir_model_class

from mappings.suggestions.task import questionnaire_task
from tests.support.fhir import ON

FORM = "https://codes.example/fhir/Questionnaire/a-form|1.0.0"
TASK = questionnaire_task("p1", FORM, ("https://codes.example/fhir/identifier/task", "a-card"), "Answer", ON)


def test_it_is_a_request_for_the_patient_and_says_no_more_of_anybody() -> None:
    get_fhir_model_class("Task").model_validate(TASK)
    assert (TASK["status"], TASK["intent"], TASK["for"]) == (
        "requested",
        "order",
        {"reference": "Patient/p1"},
    )
    assert (TASK["authoredOn"], TASK["description"]) == (ON.isoformat(), "Answer")
    assert TASK["identifier"] == [{"system": "https://codes.example/fhir/identifier/task", "value": "a-card"}]
    assert not TASK.keys() & {"requester", "owner", "focus"}


def test_the_form_is_found_by_the_code_of_its_input_and_by_the_text_beside_it() -> None:
    (coding,) = TASK["code"]["coding"]
    assert coding == {
        "system": "http://hl7.org/fhir/uv/sdc/CodeSystem/temp",
        "code": "complete-questionnaire",
    }
    (given,) = TASK["input"]
    assert given["valueCanonical"] == FORM
    assert given["type"]["text"] == given["type"]["coding"][0]["code"] == "questionnaire"
