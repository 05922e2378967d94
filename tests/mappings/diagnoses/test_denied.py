"""A clinician's word that there is no qualifying diagnosis."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import NOT_MET, OPEN, Reader
from tests.support.fhir import Json, clinical, condition, icd, no, verification, yes


def test_no_qualifying_diagnosis_makes_a_diagnosis_not_met(facts: Reader) -> None:
    fact = facts(yes("no-qualifying-diagnosis"))["dx-bipolar"]
    assert fact.value is NOT_MET
    assert [evidence.reference for evidence in fact.evidence] == ["Observation/no-qualifying-diagnosis"]


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        pytest.param("F34.0", {}, id="a near miss"),
        pytest.param("F31.78", {}, id="a remission"),
        pytest.param("F31.9", {"clinicalStatus": clinical("resolved")}, id="a diagnosis that is over"),
        pytest.param(
            "F31.9",
            {"verificationStatus": verification("provisional")},
            id="a provisional one",
        ),
    ],
)
def test_no_qualifying_diagnosis_outweighs_what_does_not_qualify(
    facts: Reader, code: str, elements: Json
) -> None:
    fact = facts(yes("no-qualifying-diagnosis"), condition(icd(code), **elements))["dx-bipolar"]
    assert fact.value is NOT_MET


def test_no_qualifying_diagnosis_against_one_in_the_record_is_a_conflict(facts: Reader) -> None:
    read = facts(yes("no-qualifying-diagnosis"), condition(icd("F31.9")))
    assert read["dx-bipolar"].value is OPEN
    assert read["dx-bipolar"].reason.startswith("conflict: ")
    assert {hint.reference for hint in read["dx-bipolar"].hints} == {
        "Condition/c1",
        "Observation/no-qualifying-diagnosis",
    }
    assert read["dx-psychotic"].value is NOT_MET


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        pytest.param(no("no-qualifying-diagnosis"), "the EHR sent no conditions", id="a no says nothing"),
        pytest.param(
            yes("no-qualifying-diagnosis", "2025-11-30"),
            "the EHR sent no conditions",
            id="a yes of more than 90 days ago says nothing",
        ),
        pytest.param(
            yes("no-qualifying-diagnosis", by="Patient/p1"),
            "the EHR sent no conditions",
            id="the patient's yes says nothing",
        ),
    ],
)
def test_only_a_fresh_yes_of_a_clinician_denies_a_diagnosis(facts: Reader, word: Json, reason: str) -> None:
    fact = facts(word)["dx-bipolar"]
    assert fact.value is OPEN
    assert fact.reason == reason


@pytest.mark.parametrize(
    ("word", "service", "fact", "value"),
    [
        pytest.param(
            "no-qualifying-diagnosis",
            "H0024",
            "dx-mental-disorder-current",
            OPEN,
            id="H2017's word for H0024",
        ),
        pytest.param(
            "no-mental-health-disorder",
            "H0024",
            "dx-mental-disorder-current",
            NOT_MET,
            id="H0024's own word",
        ),
        pytest.param("no-mental-health-disorder", "H2017", "dx-bipolar", OPEN, id="H0024's word for H2017"),
    ],
)
def test_each_policy_has_its_own_denial(
    facts: Reader, word: str, service: str, fact: str, value: Truth | None
) -> None:
    assert facts(yes(word), service=service)[fact].value == value
