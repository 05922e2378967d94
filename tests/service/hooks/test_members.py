"""The members of a request: a wrong one is refused by name, and what a client may add changes nothing."""

from __future__ import annotations

import pytest

from tests.service.hooks.refusals import expression_of
from tests.service.hooks.valid_request import LEFT_OUT, MARK, changed, valid
from tests.support.application import call
from tests.support.cards import cards_of, determinations
from tests.support.hook_calls import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        pytest.param("hook", LEFT_OUT, "hook", id="no hook"),
        pytest.param("hook", None, "hook", id="a null hook"),
        pytest.param("hook", 7, "hook", id="a number for the hook"),
        pytest.param("hook", "", "hook", id="an empty hook"),
        pytest.param("hook", MARK, "hook", id="a hook that does not exist"),
        pytest.param("hookInstance", LEFT_OUT, "hookInstance", id="no hookInstance"),
        pytest.param("hookInstance", MARK, "hookInstance", id="a hookInstance that is no UUID"),
        pytest.param("hookInstance", 7, "hookInstance", id="a number for the hookInstance"),
        pytest.param("context", LEFT_OUT, "context", id="no context"),
        pytest.param("context", None, "context", id="a null context"),
        pytest.param("context", [], "context", id="a list for the context"),
        pytest.param("context", MARK, "context", id="a string for the context"),
        pytest.param("context/userId", LEFT_OUT, "context.userId", id="no user"),
        pytest.param("context/userId", None, "context.userId", id="a null user"),
        pytest.param("context/userId", "", "context.userId", id="an empty user"),
        pytest.param("context/userId", MARK, "context.userId", id="a user without a type"),
        pytest.param("context/userId", f"Device/{MARK}", "context.userId", id="a device as the user"),
        pytest.param("context/userId", "Practitioner/a b", "context.userId", id="a user id with a blank"),
        pytest.param("context/userId", "Practitioner/a\n", "context.userId", id="a user id with a line end"),
        pytest.param("context/patientId", LEFT_OUT, "context.patientId", id="no patient id"),
        pytest.param("context/patientId", 7, "context.patientId", id="a number for the patient id"),
        pytest.param("context/patientId", "", "context.patientId", id="an empty patient id"),
        pytest.param(
            "context/patientId", "Patient/1", "context.patientId", id="a reference for the patient id"
        ),
        pytest.param(
            "context/patientId", "1&_id=2", "context.patientId", id="a patient id that adds a parameter"
        ),
        pytest.param("context/patientId", "p" * 65, "context.patientId", id="a patient id of 65 characters"),
        pytest.param("context/patientId", "p\n", "context.patientId", id="a patient id with a line end"),
        pytest.param("context/encounterId", 7, "context.encounterId", id="a number for the encounter id"),
        pytest.param("context/selections", LEFT_OUT, "context.selections", id="no selections"),
        pytest.param("context/selections", None, "context.selections", id="null selections"),
        pytest.param(
            "context/selections", "ServiceRequest/1", "context.selections", id="a string of selections"
        ),
        pytest.param("context/selections", [7], "context.selections[0]", id="a number among the selections"),
        pytest.param("context/draftOrders", LEFT_OUT, "context.draftOrders", id="no draft orders"),
        pytest.param("context/draftOrders", None, "context.draftOrders", id="null draft orders"),
        pytest.param("context/draftOrders", [], "context.draftOrders", id="a list for the draft orders"),
        pytest.param(
            "context/draftOrders",
            {"resourceType": "ServiceRequest", "id": "1"},
            "context.draftOrders.resourceType",
            id="an order for the draft orders",
        ),
        pytest.param(
            "context/draftOrders/resourceType",
            ["Bundle"],
            "context.draftOrders.resourceType",
            id="a list for the type of the Bundle",
        ),
        pytest.param(
            "context/draftOrders", {"entry": {}}, "context.draftOrders.entry", id="an object for the entries"
        ),
        pytest.param("fhirServer", 7, "fhirServer", id="a number for the fhirServer"),
        pytest.param("fhirAuthorization", MARK, "fhirAuthorization", id="a string for the authorization"),
        pytest.param(
            "fhirAuthorization",
            {"token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="an authorization without a token",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": MARK},
            "fhirAuthorization.token_type",
            id="an authorization without a token type",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": MARK, "token_type": "MAC"},
            "fhirAuthorization.token_type",
            id="a token that is no bearer token",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": f"{MARK}\r\nHost: elsewhere", "token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="a token that would add a header",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "", "token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="an empty token",
        ),
        pytest.param("prefetch", [], "prefetch", id="a list for the prefetch"),
        pytest.param("prefetch", MARK, "prefetch", id="a string for the prefetch"),
        pytest.param("extension", [], "extension", id="a list for the extension, as FHIR has it"),
    ],
)
def test_a_member_that_is_missing_or_wrong_is_refused_by_name(path: str, value: object, field: str) -> None:
    response = call(ORDER_SELECT, changed(path, value))
    assert response.status_code == 400
    assert expression_of(response) == field


@pytest.mark.parametrize(
    ("service_id", "hook"),
    [
        (ORDER_SELECT, "order-sign"),
        (ORDER_SELECT, "patient-view"),
        (ORDER_SIGN, "order-select"),
        (PATIENT_VIEW, "order-select"),
        (PATIENT_VIEW, "encounter-start"),
    ],
)
def test_a_service_refuses_the_hook_of_another(service_id: str, hook: str) -> None:
    response = call(service_id, {**valid(), "hook": hook})
    assert response.status_code == 400
    assert expression_of(response) == "hook"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("note", [{"a": None}], id="an unknown member of the request"),
        pytest.param("user", "Practitioner/1", id="a member of an older version"),
        pytest.param("context/note", {"a": []}, id="an unknown member of the context"),
        pytest.param("context/draftOrders/note", 7, id="an unknown member of the Bundle of orders"),
        pytest.param("context/draftOrders/resourceType", None, id="a null type of the Bundle of orders"),
        pytest.param("context/draftOrders/resourceType", LEFT_OUT, id="no type of the Bundle of orders"),
        pytest.param("prefetch/note", {"resourceType": "Basic"}, id="an unknown prefetch key"),
        pytest.param("extension/com.example.note", [1], id="the extension of somebody else"),
        pytest.param("fhirServer", None, id="a null fhirServer"),
        pytest.param("fhirServer", "no URL at all", id="a fhirServer that is no URL"),
        pytest.param("fhirAuthorization", None, id="a null authorization"),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "abc.def", "token_type": "Bearer", "expires_in": 300, "scope": "x", "note": 1},
            id="an unknown member of the authorization",
        ),
        pytest.param("hookInstance", "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA", id="a UUID in upper case"),
        pytest.param("context/encounterId", None, id="a null encounter"),
        pytest.param("context/userId", "PractitionerRole/A.b-1", id="the role of a practitioner as the user"),
        pytest.param("context/userId", "https://ehr.example/fhir/Practitioner/1", id="the URL of the user"),
        pytest.param("context/userId", "Practitioner/1/_history/2", id="a version of the user"),
        pytest.param(
            "context/userId", "urn:uuid:d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", id="a UUID for the user"
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "abc.def", "token_type": "bearer"},
            id="the type of the token in lower case",
        ),
    ],
)
def test_what_the_specification_lets_a_client_add_changes_nothing(path: str, value: object) -> None:
    plain = determinations(cards_of(call(ORDER_SELECT, valid())))
    assert determinations(cards_of(call(ORDER_SELECT, changed(path, value)))) == plain
