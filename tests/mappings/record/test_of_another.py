"""A resource of another patient is left out and said; a form of another base is left alone."""

from __future__ import annotations

import pytest

from mappings.readers.service_start import in_progress
from tests.mappings.reading import Reader
from tests.support.fhir import (
    Json,
    condition,
    encounter,
    goal,
    icd,
    item,
    order,
    plan,
    questionnaire_response,
    reference,
    yes,
)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"subject": reference("Patient/p2")}, id="another id"),
        pytest.param({"subject": reference("https://ehr.example/fhir/Patient/p2")}, id="another id in a URL"),
        pytest.param({"subject": None, "patient": reference("Patient/p2")}, id="another id as the patient"),
    ],
)
@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(icd("F32.1")), id="a Condition"),
        pytest.param(yes("least-restrictive"), id="an Observation"),
        pytest.param(questionnaire_response(item("least-restrictive", {"valueBoolean": True})), id="a form"),
        pytest.param(plan(), id="a CarePlan"),
        pytest.param(goal(), id="a Goal"),
        pytest.param(order(), id="a ServiceRequest"),
        pytest.param(encounter(), id="an Encounter"),
    ],
)
def test_a_resource_of_another_patient_is_left_out_and_reported(
    facts: Reader, resource: Json, elements: Json
) -> None:
    theirs = {name: value for name, value in (resource | elements).items() if value is not None}
    cited = f"{resource['resourceType']}/{resource['id']}"
    assert facts.gaps(theirs) == [(cited, "this is of another patient and was left out")]
    read = facts(theirs)
    assert read["dx-major-depression"].value is None
    assert read["least-restrictive"].value is None
    assert in_progress(read).value is None


def test_a_form_of_the_patient_of_another_base_is_left_alone(facts: Reader) -> None:
    foreign = questionnaire_response(questionnaire="https://elsewhere.example/Questionnaire/x", item=5)
    assert facts.gaps(foreign) == []
