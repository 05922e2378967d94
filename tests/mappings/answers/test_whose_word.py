"""The patient's word is this patient's, and the family's that of this patient's family."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import BASE, MODIFIED, Json, item, patient, questionnaire_response, reference, yes

BY_PATIENT, BY_FAMILY = "discharge-requested", "family-agrees"
CHILD = patient("2015-01-01", identifier=[{"system": "urn:mrn", "value": "7"}])


def identified(value: str) -> Json:
    """A contained Patient of an identifier."""
    return {"resourceType": "Patient", "id": "p", "identifier": [{"system": "urn:mrn", "value": value}]}


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"performer": [reference("Patient/p1")]}, MET, id="the patient"),
        pytest.param({"performer": [reference("Patient/p1/_history/2")]}, MET, id="the patient in a version"),
        pytest.param({"performer": [reference("Patient/zoe")]}, OPEN, id="another patient"),
        pytest.param(
            {"performer": [reference("#p")], "contained": [identified("7")]},
            MET,
            id="a contained Patient of the same identifier",
        ),
        pytest.param(
            {"performer": [reference("#p")], "contained": [identified("9")]},
            OPEN,
            id="a contained Patient of another identifier",
        ),
    ],
)
def test_a_patients_word_is_this_patients(facts: Reader, elements: Json, value: Any) -> None:
    fact = facts(CHILD, yes(BY_PATIENT, **elements))[BY_PATIENT]
    assert fact.value is value
    assert value is MET or fact.code is ReasonCode.NOT_A_CLINICIAN


@pytest.mark.parametrize(("source", "value"), [("Patient/p1", MET), ("Patient/zoe", OPEN)])
def test_a_form_is_answered_by_this_patient(facts: Reader, source: str, value: Any) -> None:
    form = questionnaire_response(
        item(BY_PATIENT, {"valueBoolean": True}),
        source=reference(source),
        questionnaire=f"{BASE}/Questionnaire/peer-support",
    )
    assert facts(form)[BY_PATIENT].value is value


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"patient": reference("Patient/p1")}, MET, id="this patient's"),
        pytest.param(
            {"patient": reference("Patient/p1"), "active": True}, MET, id="this patient's, and active"
        ),
        pytest.param({"patient": reference("Patient/zoe")}, OPEN, id="another patient's"),
        pytest.param({"patient": reference("Patient/p1"), "active": False}, OPEN, id="no longer active"),
        pytest.param(
            {"patient": reference("Patient/p1"), "modifierExtension": MODIFIED}, OPEN, id="under a modifier"
        ),
    ],
)
def test_a_familys_word_is_that_of_this_patients_family(facts: Reader, elements: Json, value: Any) -> None:
    mother = {"resourceType": "RelatedPerson", "id": "mother"} | elements
    assert facts(CHILD, yes(BY_FAMILY, by="RelatedPerson/mother"), mother)[BY_FAMILY].value is value


def test_a_relative_who_was_not_sent_is_taken_for_this_patients(facts: Reader) -> None:
    assert facts(CHILD, yes(BY_FAMILY, by="RelatedPerson/mother"))[BY_FAMILY].value is MET
