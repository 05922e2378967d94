"""Hook calls as an EHR makes them, and a patient whose record meets the adult H2017 criteria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from tests.support import fhir
from tests.support.bundles import collection, searchset
from tests.support.fhir import CLINICIAN, HCPCS, ON, PATIENT, Json, coding, concept, icd

AS_OF = "com.criteria-cards.as-of"
TODAY = ON.isoformat()

ORDER_SELECT = "criteria-order-select"
ORDER_SIGN = "criteria-order-sign"
PATIENT_VIEW = "criteria-patient-view"

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


def order_select(
    *orders: Json,
    selections: Sequence[str] | None = None,
    prefetch: Json | None = None,
    of: str = PATIENT,
    **members: Any,
) -> Json:
    """An order-select request; all orders are selected unless some are named."""
    chosen = [f"{o['resourceType']}/{o['id']}" for o in orders] if selections is None else list(selections)
    context = {"selections": chosen, "draftOrders": collection(*orders)}
    return _request("order-select", of, context, prefetch, members)


def order_sign(*orders: Json, prefetch: Json | None = None, **members: Any) -> Json:
    """An order-sign request."""
    return _request("order-sign", PATIENT, {"draftOrders": collection(*orders)}, prefetch, members)


def patient_view(prefetch: Json | None = None, **members: Any) -> Json:
    """A patient-view request."""
    return _request("patient-view", PATIENT, {}, prefetch, members)


def request_of(service_id: str, *orders: Json, prefetch: Json | None = None) -> Json:
    """The request of the hook that a service answers; opening a chart brings no orders."""
    if service_id == PATIENT_VIEW:
        return patient_view(prefetch)
    return {ORDER_SELECT: order_select, ORDER_SIGN: order_sign}[service_id](*orders, prefetch=prefetch)


def bare_order_select(of: str = "someone", **members: Any) -> Json:
    """An order-select request for an adult with an order for H2017, with nothing sent but the Patient."""
    prefetch = {"patient": fhir.patient("1985-05-05", id=of)}
    return order_select(draft(of=of), **({"prefetch": prefetch, "of": of} | members))


def prefetched(*resources: Json) -> Json:
    """A full prefetch of these resources: the Patient, and each other one under all keys of its type."""
    found: Json = {"patient": next(each for each in resources if each["resourceType"] == "Patient")}
    for key, kind in KEYS.items():
        found[key] = searchset(*(each for each in resources if each["resourceType"] == kind))
    return found


def draft(code: str = "H2017", identity: str = "", system: str = HCPCS, **elements: Any) -> Json:
    """A draft order of a service."""
    stated = {"status": "draft", "intent": "order", "code": concept(coding(system, code))}
    return fhir.resource("ServiceRequest", identity or f"draft-{code}", **(stated | elements))


def diagnosis(code: str = "F31.9", **elements: Any) -> Json:
    """A confirmed, active diagnosis; bipolar disorder when nothing else is said."""
    return fhir.condition(icd(code), identity=f"dx-{code.replace('.', '-')}", **elements)


def plan_for(code: str, **elements: Any) -> Json:
    """A plan of care that names a service, begun on 2025-12-01."""
    return fhir.plan(f"plan-{code}", code, **({"period": {"start": "2025-12-01"}} | elements))


def adult() -> tuple[Json, ...]:
    """The record of a 35-year-old that meets every criterion of adult H2017 admission."""
    return (
        fhir.patient(),
        diagnosis(),
        *(fhir.yes(code) for code in ADULT_YES),
        fhir.score("severity-daily-living", 2),
        fhir.score("severity-relationships", 3),
    )


def _request(hook: str, of: str, context: Json, prefetch: Json | None, members: Json) -> Json:
    request = {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": {"userId": CLINICIAN, "patientId": of, **context},
        "extension": {AS_OF: TODAY},
        **members,
    }
    return request if prefetch is None else {**request, "prefetch": prefetch}
