"""Requests of the specification's examples and of a browser client that is still picking an order."""

from __future__ import annotations

import pytest

from tests.service.hooks.asking import ADMISSION, selected, signed
from tests.support.application import call
from tests.support.bundles import bundle
from tests.support.cards import shown
from tests.support.fhir import HCPCS, Json, coding, concept, resource
from tests.support.hook_calls import ORDER_SELECT, ORDER_SIGN, adult, order_select, order_sign, prefetched

SPECIFIED = {
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "fhirServer": "http://hooks.smarthealthit.org:9080",
    "fhirAuthorization": {
        "access_token": "some-opaque-fhir-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/Patient.read user/Observation.read",
        "subject": "cds-service4",
    },
}
GREETED = {
    "resourceType": "Patient",
    "id": "1288992",
    "gender": "male",
    "birthDate": "1925-12-23",
    "active": True,
}
DIET_AND_ANTIBIOTIC = bundle(
    {
        "resourceType": "NutritionOrder",
        "id": "pureeddiet-simple",
        "status": "draft",
        "patient": {"reference": "Patient/1288992"},
        "oralDiet": {"type": [concept(coding("http://snomed.info/sct", "226211001"))]},
    },
    {
        "resourceType": "MedicationRequest",
        "id": "smart-MedicationRequest-103",
        "meta": {"lastUpdated": "2018-04-30T13:25:40.845-04:00"},
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": concept(coding("http://www.nlm.nih.gov/research/umls/rxnorm", "617993")),
        "subject": {"reference": "Patient/1288992"},
        "dosageInstruction": [{"doseAndRate": {"doseQuantity": {"value": 5, "unit": "mL"}}}],
    },
)


@pytest.mark.parametrize(
    ("hook", "context"),
    [
        pytest.param("patient-view", {}, id="patient-view"),
        pytest.param("patient-view", {"encounterId": "89284"}, id="patient-view in an encounter"),
        pytest.param(
            "order-select",
            {
                "encounterId": "89284",
                "selections": [
                    "NutritionOrder/pureeddiet-simple",
                    "MedicationRequest/smart-MedicationRequest-103",
                ],
                "draftOrders": DIET_AND_ANTIBIOTIC,
            },
            id="order-select of a diet and an antibiotic",
        ),
        pytest.param(
            "order-sign",
            {"encounterId": "89284", "draftOrders": DIET_AND_ANTIBIOTIC},
            id="order-sign of a diet and an antibiotic",
        ),
    ],
)
def test_the_examples_of_the_specification_get_no_card(hook: str, context: Json) -> None:
    about = {"userId": "PractitionerRole/123", "patientId": "1288992", **context}
    body = {**SPECIFIED, "hook": hook, "context": about, "prefetch": {"patientToGreet": GREETED}}
    response = call(f"criteria-{hook}", body)
    assert response.status_code == 200
    assert response.get_json() == {"cards": []}


PICKING_A_DRUG = resource("MedicationRequest", "order-1", status="draft")
PICKING_A_SERVICE = resource(
    "ServiceRequest", "order-1", status="draft", intent="order", code={"coding": [{}]}, reasonCode=[]
)
PICKED = resource(
    "ServiceRequest",
    "order-1",
    status="draft",
    category={"coding": [{"system": "http://snomed.info/sct", "code": "409063005"}]},
    code=concept(coding(HCPCS, "H2017")),
    reasonCode=[],
)


@pytest.mark.parametrize("draft", [PICKING_A_DRUG, PICKING_A_SERVICE])
def test_a_browser_client_that_is_still_picking_an_order_gets_no_card(draft: Json) -> None:
    about = f"{draft['resourceType']}/order-1"
    for service_id, body in (
        (ORDER_SELECT, order_select(draft, selections=[about], prefetch=prefetched(*adult()))),
        (ORDER_SIGN, order_sign(draft, prefetch=prefetched(*adult()))),
    ):
        body["fhirServer"] = "http://127.0.0.1:9"
        response = call(service_id, body)
        assert response.status_code == 200
        assert response.get_json() == {"cards": []}


def test_a_browser_client_that_has_picked_ours_gets_its_card() -> None:
    assert shown(selected(PICKED)) == [ADMISSION]
    assert shown(signed(PICKED)) == [ADMISSION]
