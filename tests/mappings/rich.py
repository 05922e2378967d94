"""One record with a resource of every kind and shape we read, and what it says."""

from __future__ import annotations

from datetime import date

from criteria.facts import Count, Fact, FactKind, Value
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts
from mappings.readers.service_start import in_progress
from tests.mappings.calocus.ratings import SUMMED, components
from tests.mappings.plans.goals import EXPECTED, LESS, attained
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import mapping_for
from tests.support.fhir import (
    CPT,
    HCPCS,
    HL7,
    LOINC,
    Json,
    clinical,
    coding,
    concept,
    condition,
    document,
    encounter,
    goal,
    icd,
    item,
    observation,
    order,
    patient,
    plan,
    practitioner,
    procedure,
    questionnaire_response,
    reference,
    score,
    service,
    snomed,
    status,
    yes,
)

FACTS = [
    name
    for name, spec in mapping_for("").fact_map.facts.items()
    if spec.type.kind is not FactKind.SCORE_GROUP
]
"""Every fact that has a value of its own."""
FLOWSHEET = coding("https://ehr.example/flowsheet", "82001")
SITE = (
    f"{LISTS_LPC}\n"
    + """provider_type: private
order_of_lpha_recommends: "true"
monthly_minimum_contacts: {H2017: 4}
plans:
  H2017: {identifiers: ["urn:ehr:ipoc|"], categories: [{system: "urn:ehr", code: IPOC}], titles: [IPOC]}
hints: {severity-daily-living: [{system: "https://ehr.example/flowsheet", code: "82001", title: DLA-20}]}
codes: {least-restrictive: [{text: Least restrictive setting}]}
"""
)
RECORD: tuple[Json, ...] = (
    patient("2016-03-01"),
    condition(
        icd("F32.1", userSelected=True),
        snomed("370143000"),
        identity="mdd",
        category=[status("condition-category", "problem-list-item")],
        onsetDateTime="2024-05-01",
        encounter=reference("Encounter/visit"),
    ),
    condition(
        icd("F10.20"),
        identity="sud",
        clinicalStatus=clinical("resolved"),
        abatementDateTime="2025-08-01",
    ),
    condition(
        icd("F20.9"),
        identity="psychotic",
        clinicalStatus=None,
        recordedDate=None,
        onsetPeriod={"start": "2025-06-01"},
        abatementPeriod={"start": "2025-09-01", "end": "2025-10-01"},
    ),
    condition(icd("Z62.21"), identity="foster"),
    observation(
        "calocus-composite",
        {"valueInteger": 18},
        component=components(SUMMED | {"acceptance-parent": 3}),
    ),
    observation("severity-recreation", {"valueQuantity": {"value": 2, "unit": "score", "code": "{score}"}}),
    score("severity-relationships", 3, "2025-12-15", identity="relationships-then"),
    score("severity-relationships", 2, "2026-02-15", identity="relationships-now"),
    yes("symptoms-interfere", performer=[reference("PractitionerRole/role")]),
    yes("family-agrees", by="RelatedPerson/mother"),
    observation({"text": "Least restrictive setting"}, {"valueBoolean": True}, identity="words"),
    observation("intervention-date", {"valueDateTime": "2026-02-10"}),
    yes("least-restrictive", None, identity="period", effectivePeriod={"end": "2026-02-19"}),
    yes("expected-benefit", None, effectiveInstant="2026-02-20T10:00:00Z"),
    yes("needs-not-better-met", None, issued="2026-02-20T10:00:00Z"),
    observation(concept(FLOWSHEET), {"valueString": "3"}, identity="dla"),
    observation(concept(coding(LOINC, "93028-9")), {"valueBoolean": True}, identity="jail"),
    questionnaire_response(
        item("below-age-level", {"valueCoding": coding(LOINC, "LA33-6")}),
        {"linkId": "group", "item": [item("risk-hospital-placement", {"valueBoolean": True})]},
        source=reference("Practitioner/lpha"),
    ),
    plan(
        title="IPOC",
        identifier=[{"system": "urn:ehr:ipoc", "value": "7"}],
        category=[concept(coding("urn:ehr", "IPOC"))],
        activity=[
            {"detail": {"code": service()}, "reference": reference("ServiceRequest/order")},
        ],
        goal=[reference("Goal/g1"), reference("Goal/g2")],
        addresses=[reference("Condition/mdd")],
        contributor=[reference("RelatedPerson/mother")],
        author=reference("Practitioner/lpha"),
        period={"start": "2026-01-01", "end": "2026-06-30"},
    ),
    goal("g1", expressedBy=reference("Patient/p1"), target=[{"dueDate": "2026-06-01"}]),
    goal("g2", achievementStatus=None),
    attained(LESS, "2025-12-20", focus=[reference("Goal/g2")]),
    attained(EXPECTED, "2026-02-10", focus=[reference("Goal/g2")]),
    order(
        occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-02-01"}}, "event": ["2026-02-03"]},
        occurrencePeriod={"start": "2026-02-01"},
        doNotPerform=False,
    ),
    encounter("visit", participant=[{"individual": reference("RelatedPerson/mother")}], type=[service()]),
    encounter("stay", class_=coding(f"{HL7}/v3-ActCode", "IMP")),
    procedure(coding(HCPCS, "H2011"), identity="crisis", performedPeriod={"end": "2026-02-11"}),
    procedure(coding(CPT, "90791"), identity="evaluation"),
    document("34785-6", identity="consult", author=[reference("Practitioner/lpha")]),
    practitioner("lpha", LPC),
    {
        "resourceType": "PractitionerRole",
        "id": "role",
        "practitioner": reference("Practitioner/lpha"),
        "code": [concept(LPC)],
        "specialty": [concept(LPC)],
    },
)

SAYS: dict[str, Value] = {
    "birth-date": BirthDate(date(2016, 3, 1), date(2016, 3, 1)),
    "provider-is-private": Truth.MET,
    "dx-major-depression": Truth.MET,
    "dx-psychotic": Truth.MET,
    "dx-sud": Truth.MET,
    "dx-sed-eligible": Truth.MET,
    "dx-mental-disorder": Truth.MET,
    "dx-mental-disorder-current": Truth.MET,
    "dx-dsm": Truth.MET,
    "dx-z-candidate": Truth.MET,
    "calocus-composite": 18,
    "calocus-risk-of-harm": 2,
    "calocus-functional-status": 3,
    "calocus-co-morbidity": 3,
    "calocus-environmental-stress": 2,
    "calocus-environmental-support": 2,
    "calocus-resiliency": 3,
    "calocus-acceptance-parent": 3,
    "severity-recreation": 2,
    "severity-relationships": 2,
    "improved-relationships": Truth.MET,
    "symptoms-interfere": Truth.MET,
    "family-agrees": Truth.MET,
    "least-restrictive": Truth.MET,
    "expected-benefit": Truth.MET,
    "needs-not-better-met": Truth.MET,
    "intervention-date": date(2026, 2, 10),
    "below-age-level": Truth.MET,
    "risk-hospital-placement": Truth.MET,
    "lpha-recommends": Truth.MET,
    "service-start": date(2026, 1, 1),
    "goal-improved": Count(2),
    "service-in-progress": Truth.MET,
}
"""Every fact that has a value in the record; all others are unknown."""


def whole(read: PatientFacts) -> dict[str, Fact]:
    """Every fact that has a value of its own, and whether the service is in progress."""
    return {name: read[name] for name in FACTS} | {"service-in-progress": in_progress(read)}


def values(read: PatientFacts) -> dict[str, Value | None]:
    """What every one of them says."""
    return {name: fact.value for name, fact in whole(read).items()}
