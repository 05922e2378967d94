"""Hook calls as an EHR makes them, and an invented patient whose record meets the adult H2017 criteria."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.settings import Settings
from service.web.app import create_app
from service.web.state import CdsService

Json = dict[str, Any]

PATIENT = "pat-1"
TODAY = "2026-03-01"
SEEN = "2026-02-20"
BASE = "https://criteria-cards.example/fhir"
AS_OF = "com.criteria-cards.as-of"
DETERMINATION = "com.criteria-cards.determination"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
INPUT = f"{BASE}/CodeSystem/criteria-input"
SEVERITY = f"{BASE}/CodeSystem/domain-severity"

ORDER_SELECT = "criteria-order-select"
ORDER_SIGN = "criteria-order-sign"
PATIENT_VIEW = "criteria-patient-view"

ADULT_YES = (
    "lpha-evaluation",
    "lpha-evaluation-independent",
    "spmi-present",
    "symptoms-interfere",
    "impairment-attributable",
    "traditional-services-insufficient",
    "least-restrictive",
    "benefit-outweighs-harm",
    "below-age-level",
    "repeated-interventions",
    "danger-recognition-or-behavior",
    "documented-on-diagnostic-assessment",
    "expected-benefit",
    "needs-not-better-met",
    "lpha-recommends",
)


# --- the application ------------------------------------------------------------------------------
@cache
def app(**changes: Any) -> Flask:
    """The application for unregistered clients that may pin the date, with further settings."""
    return create_app(Settings(**{"require_token": False, "allow_as_of": True, **changes}))


def cds(**changes: Any) -> CdsService:
    """The service behind that application."""
    service: CdsService = app(**changes).extensions["cds"]
    return service


def call(service_id: str, body: Json | bytes, **changes: Any) -> TestResponse:
    """The answer to a POST, as JSON unless the body is given as bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    client: FlaskClient = app(**changes).test_client()
    return client.post(f"/cds-services/{service_id}", data=content, content_type="application/json")


def cards_of(response: TestResponse) -> list[Json]:
    """The cards of a successful answer."""
    assert response.status_code == 200, response.get_data(as_text=True)
    cards: list[Json] = response.get_json()["cards"]
    return cards


def determinations(cards: Sequence[Json]) -> list[Json]:
    """What the cards say for machines, without the gaps."""
    found = [card["extension"][DETERMINATION] for card in cards]
    return [{name: value for name, value in each.items() if name != "gaps"} for each in found]


def gaps(card: Json) -> dict[str, str]:
    """The problems a card reports, by what they concern."""
    return {gap["reference"]: gap["problem"] for gap in card["extension"][DETERMINATION].get("gaps", ())}


def outcomes(card: Json) -> dict[str, str]:
    """The outcome of each criterion, by its id."""
    return {each["id"]: each["outcome"] for each in card["extension"][DETERMINATION]["criteria"]}


def shown(cards: Sequence[Json]) -> list[tuple[str, str, str]]:
    """Policy's service, rule set and outcome of each card."""
    return [
        (card["summary"].split()[0], each.get("ruleSet", ""), each["outcome"])
        for card in cards
        for each in [card["extension"][DETERMINATION]]
    ]


def empties(value: object, path: str = "$") -> Iterator[str]:
    """The paths at which there is a null, or a string, list or object without content."""
    if value is None or value in ("", [], {}):
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from empties(part, f"{path}.{name}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from empties(part, f"{path}[{i}]")


# --- requests -------------------------------------------------------------------------------------
def order_select(
    *orders: Json, selections: Sequence[str] | None = None, prefetch: Json | None = None, **members: Any
) -> Json:
    """An order-select request; all orders are selected unless some are named."""
    chosen = [f"{o['resourceType']}/{o['id']}" for o in orders] if selections is None else list(selections)
    context = {"selections": chosen, "draftOrders": bundle(*orders)}
    return _request("order-select", context, prefetch, members)


def order_sign(*orders: Json, prefetch: Json | None = None, **members: Any) -> Json:
    """An order-sign request."""
    return _request("order-sign", {"draftOrders": bundle(*orders)}, prefetch, members)


def patient_view(prefetch: Json | None = None, **members: Any) -> Json:
    """A patient-view request."""
    return _request("patient-view", {}, prefetch, members)


def _request(hook: str, context: Json, prefetch: Json | None, members: Json) -> Json:
    request = {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": {"userId": "Practitioner/lpha", "patientId": PATIENT, **context},
        "extension": {AS_OF: TODAY},
        **members,
    }
    return request if prefetch is None else {**request, "prefetch": prefetch}


def bundle(*resources: Json) -> Json:
    """A Bundle without a type, as the orders of a draft come."""
    return {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}


def searchset(*resources: Json, next_url: str = "") -> Json:
    """A searchset; without resources it has no entry."""
    found: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    if resources:
        found["entry"] = [{"resource": each, "search": {"mode": "match"}} for each in resources]
    if next_url:
        found["link"] = [{"relation": "next", "url": next_url}]
    return found


def outcome(code: str = "forbidden") -> Json:
    """An OperationOutcome of an EHR."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


KEYS = {
    "conditions": "Condition",
    "observations": "Observation",
    "criteriaInputs": "Observation",
    "questionnaireResponses": "QuestionnaireResponse",
    "carePlans": "CarePlan",
    "goals": "Goal",
    "serviceRequests": "ServiceRequest",
    "encounters": "Encounter",
    "procedures": "Procedure",
    "documents": "DocumentReference",
}
"""The prefetch keys of the searches, with what they ask for."""


def prefetched(*resources: Json) -> Json:
    """A full prefetch of these resources: the Patient, and each other one under all keys of its type."""
    found: Json = {"patient": next(each for each in resources if each["resourceType"] == "Patient")}
    for key, kind in KEYS.items():
        found[key] = searchset(*(each for each in resources if each["resourceType"] == kind))
    return found


# --- resources ------------------------------------------------------------------------------------
def patient(birth_date: str = "1980-05-05", identity: str = PATIENT, **elements: Any) -> Json:
    """A Patient."""
    return {"resourceType": "Patient", "id": identity, "birthDate": birth_date, **elements}


def owned(kind: str, identity: str, owner: str = PATIENT, **elements: Any) -> Json:
    """A resource about a patient."""
    return {"resourceType": kind, "id": identity, "subject": {"reference": f"Patient/{owner}"}, **elements}


def coded(system: str, code: str) -> Json:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def condition(code: str = "F31.9", owner: str = PATIENT) -> Json:
    """A confirmed, active diagnosis; bipolar disorder when nothing else is said."""
    terminology = "http://terminology.hl7.org/CodeSystem"
    return owned(
        "Condition",
        f"dx-{code.replace('.', '-')}",
        owner,
        clinicalStatus=coded(f"{terminology}/condition-clinical", "active"),
        verificationStatus=coded(f"{terminology}/condition-ver-status", "confirmed"),
        category=[coded(f"{terminology}/condition-category", "problem-list-item")],
        code=coded(ICD_10_CM, code),
        recordedDate=SEEN,
    )


def answer(code: str, owner: str = PATIENT, **value: Any) -> Json:
    """A clinician's answer to one of our inputs, of 2026-02-20; a plain yes when nothing else is said."""
    survey = coded("http://terminology.hl7.org/CodeSystem/observation-category", "survey")
    return owned(
        "Observation",
        code,
        owner,
        status="final",
        category=[survey],
        code=coded(INPUT, code),
        effectiveDateTime=SEEN,
        performer=[{"reference": "Practitioner/lpha"}],
        **(value or {"valueBoolean": True}),
    )


def rating(area: str, severity: str) -> Json:
    """A clinician's rating of an area of functioning."""
    return answer(f"severity-{area}", valueCodeableConcept=coded(SEVERITY, severity))


def order(code: str = "H2017", identity: str = "", system: str = HCPCS, **elements: Any) -> Json:
    """A draft order of a service."""
    about = {"status": "draft", "intent": "order", "code": coded(system, code), **elements}
    return owned("ServiceRequest", identity or f"draft-{code}", **about)


def plan(code: str, status: str = "active", owner: str = PATIENT) -> Json:
    """A plan of care that names a service, begun on 2025-12-01."""
    activity = {"detail": {"kind": "ServiceRequest", "status": "in-progress", "code": coded(HCPCS, code)}}
    return owned(
        "CarePlan",
        f"plan-{code}",
        owner,
        status=status,
        intent="plan",
        period={"start": "2025-12-01"},
        activity=[activity],
    )


def adult() -> tuple[Json, ...]:
    """The record of a 45-year-old that meets every criterion of adult H2017 admission."""
    return (
        patient(),
        condition(),
        *(answer(code) for code in ADULT_YES),
        rating("daily-living", "moderate"),
        rating("relationships", "severe"),
    )
