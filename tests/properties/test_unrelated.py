"""What must hold of any record: order, repetition and unrelated entries change nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.facts import Value
from tests.mappings.reading import Reader
from tests.mappings.rich import FACTS, FLOWSHEET, RECORD, SITE, values, whole
from tests.support.fhir import (
    CPT,
    HCPCS,
    HL7,
    LOINC,
    SNOMED,
    Json,
    coding,
    concept,
    condition,
    document,
    encounter,
    goal,
    icd,
    observation,
    order,
    plan,
    procedure,
    questionnaire_response,
    reference,
    resource,
    service,
    status,
    verification,
    yes,
)

READ = Reader()
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

UNRELATED: tuple[Json, ...] = (
    observation(concept(coding(LOINC, "718-7")), {"valueQuantity": {"value": 13.5}}, identity="lab"),
    observation(concept(coding(LOINC, "44261-6")), {"valueInteger": 21}, identity="phq-9"),
    observation({"text": "CALOCUS"}, {"valueInteger": 30}, identity="words-of-nobody"),
    observation(
        concept(coding("urn:x", "calocus-composite")), {"valueInteger": 30}, identity="of-another-system"
    ),
    condition(icd("E11.9"), identity="diabetes"),
    condition(coding(SNOMED, "38341003"), identity="hypertension"),
    condition(icd("F31.9"), identity="refuted", verificationStatus=verification("refuted")),
    plan("assess-plan", activity=None, category=[status("careplan-category", "assess-plan")]),
    goal("of-no-plan", "achieved"),
    order("of-another-service", code="H2023"),
    encounter("visit-elsewhere", class_=coding(f"{HL7}/v3-ActCode", "AMB")),
    procedure(coding(CPT, "99213"), identity="office-visit"),
    document("11506-3", identity="note"),
    questionnaire_response(identity="foreign", questionnaire="https://elsewhere.example/Questionnaire/phq-9"),
    resource("MedicationRequest", "ssri", status="active", intent="order"),
    yes("least-restrictive", identity="of-another-patient", subject=reference("Patient/p2")),
    {
        "resourceType": "OperationOutcome",
        "id": "remark",
        "issue": [{"severity": "information", "code": "informational"}],
    },
)

HINTS: tuple[Json, ...] = (
    procedure(coding(HCPCS, "S9485"), identity="crisis-again"),
    procedure(coding(CPT, "90792"), identity="evaluation-again"),
    encounter("stay-again", class_=coding(f"{HL7}/v3-ActCode", "ACUTE")),
    encounter("contact", type=[service()]),
    encounter("family", participant=[{"individual": reference("RelatedPerson/father")}]),
    condition(icd("R45.851"), identity="suicidal-ideation"),
    condition(icd("F10.90"), identity="near-miss"),
    condition(icd("F31.76"), identity="in-remission"),
    document("34904-3", identity="progress-note"),
    document("78306-8", identity="history"),
    observation(concept(FLOWSHEET), {"valueInteger": 4}, identity="dla-again"),
    plan("revoked", status="revoked"),
    plan("draft", status="draft"),
    order("draft-order", status="draft"),
    yes("participating", by="Patient/p1"),
    yes("repeated-interventions", status="preliminary"),
    questionnaire_response(
        {"linkId": "team-agrees", "answer": [{"valueBoolean": True}]},
        identity="unfinished",
        status="in-progress",
    ),
)


def says(*resources: Json) -> dict[str, Value | None]:
    """What the facts of these resources say, at the site of the rich record."""
    return values(READ(*resources, site=SITE))


DENIALS = ("no-qualifying-diagnosis", "no-mental-health-disorder")
"""Answers that are about other facts."""
CLEAN, SAID = whole(READ(*RECORD, site=SITE)), says(*RECORD)


@SOME
@given(st.permutations(RECORD))
def test_the_order_of_resources_changes_nothing_at_all(resources: list[Json]) -> None:
    assert whole(READ(*resources, site=SITE)) == CLEAN


@SOME
@given(st.permutations([*RECORD, *UNRELATED, *HINTS]))
def test_where_there_is_much_to_show_the_order_of_resources_changes_nothing(resources: list[Json]) -> None:
    ordered = whole(READ(*RECORD, *UNRELATED, *HINTS, site=SITE))
    assert whole(READ(*resources, site=SITE)) == ordered


@SOME
@given(st.lists(st.sampled_from(RECORD)).flatmap(lambda again: st.permutations([*RECORD, *again])))
def test_a_resource_sent_twice_counts_once(resources: list[Json]) -> None:
    assert says(*resources) == SAID


@SOME
@given(st.sets(st.sampled_from(range(len(UNRELATED)))), st.integers(0, len(RECORD)))
def test_an_unrelated_resource_changes_no_value(chosen: set[int], at: int) -> None:
    unrelated = [UNRELATED[i] for i in sorted(chosen)]
    assert says(*RECORD[:at], *unrelated, *RECORD[at:]) == SAID


@SOME
@given(st.sets(st.sampled_from(range(len(HINTS)))), st.integers(0, len(RECORD)))
def test_a_hint_changes_no_value(chosen: set[int], at: int) -> None:
    hints = [HINTS[i] for i in sorted(chosen)]
    assert says(*RECORD[:at], *hints, *RECORD[at:]) == SAID


@SOME
@given(st.sampled_from(RECORD[1:]))
def test_a_hint_settles_nothing_in_a_record_without_its_evidence(left_out: Any) -> None:
    rest = [each for each in RECORD if each is not left_out]
    assert says(*rest, *HINTS) == says(*rest)


@SOME
@given(st.sampled_from([name for name in FACTS if CLEAN[name].value is None and name not in DENIALS]))
def test_an_answer_turns_no_unrelated_fact(name: str) -> None:
    answered = says(*RECORD, yes(name, identity="one-more"))
    assert {other for other in answered if answered[other] != SAID[other]} <= {name}
