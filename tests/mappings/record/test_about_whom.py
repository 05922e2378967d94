"""What an Observation is about: the patient and their care, or someone else."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader, said
from tests.mappings.record.places import diagnosed
from tests.support.fhir import CLINICIAN, HL7, PATIENT, Json, coding, concept, goal, reference, yes

SOMEONE_ELSE = "this is about someone else than the patient and was left out"
ABOUT_UNREADABLE = "whom this is about cannot be told, so it was left out"
FOCUS_CODE = {
    "url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode",
    "valueCodeableConcept": concept(coding(f"{HL7}/v3-RoleCode", "MTH")),
}


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"focus": [reference(f"Patient/{PATIENT}")]}, id="the patient"),
        pytest.param({"focus": [reference("Condition/c1")]}, id="the patient's own diagnosis"),
        pytest.param({"focus": [reference("Goal/not-sent")]}, id="a goal that was not sent"),
        pytest.param({"focus": []}, id="an empty list"),
        pytest.param({"extension": [{"url": "https://ehr.example/x"}]}, id="another extension"),
    ],
)
def test_an_answer_about_the_patient_or_their_care_counts(facts: Reader, elements: Json) -> None:
    assert facts(yes("symptoms-interfere", **elements), diagnosed())["symptoms-interfere"].truth is Truth.MET


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        pytest.param({"focus": [reference("RelatedPerson/mother")]}, SOMEONE_ELSE, id="the mother"),
        pytest.param({"focus": [reference("Patient/p2")]}, SOMEONE_ELSE, id="another patient"),
        pytest.param({"focus": [reference(CLINICIAN)]}, SOMEONE_ELSE, id="a practitioner"),
        pytest.param({"extension": [FOCUS_CODE]}, SOMEONE_ELSE, id="somebody by a code"),
        pytest.param(
            {"focus": [reference(f"Patient/{PATIENT}"), reference("RelatedPerson/mother")]},
            SOMEONE_ELSE,
            id="the patient and the mother",
        ),
        pytest.param({"focus": [reference("Goal/theirs")]}, SOMEONE_ELSE, id="a goal of another patient"),
        pytest.param({"focus": [reference("#nobody")]}, ABOUT_UNREADABLE, id="nobody who is there"),
        pytest.param({"focus": [{"display": "her mother"}]}, ABOUT_UNREADABLE, id="a display alone"),
        pytest.param({"focus": "mother"}, ABOUT_UNREADABLE, id="a text"),
    ],
)
def test_an_answer_about_someone_else_is_left_out_and_said(facts: Reader, elements: Json, why: str) -> None:
    theirs = goal("theirs", subject=reference("Patient/p2"))
    read = facts(yes("symptoms-interfere", **elements), theirs)
    assert read["symptoms-interfere"].value is None
    assert ("Observation/symptoms-interfere", why) in said(read.record.gaps)
