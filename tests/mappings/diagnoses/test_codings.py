"""Several codings of one Condition, and Conditions that are no diagnosis."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import Json, coding, concept, condition, icd, resource, snomed, status

MDD = icd("F32.1")
PTSD = snomed("47505003")
MDD_IN_REMISSION = icd("F33.42")
MODERATE_DEPRESSION = snomed("310496002")
UNLISTED = snomed("73595000")
WITHDRAWAL = snomed("85561006")


@pytest.mark.parametrize(
    ("codings", "fact", "value"),
    [
        pytest.param([MDD, PTSD], "dx-major-depression", OPEN, id="two disorders, the listed one first"),
        pytest.param([PTSD, MDD], "dx-major-depression", OPEN, id="two disorders, the listed one second"),
        pytest.param([MDD, PTSD], "dx-sed-eligible", MET, id="two disorders, both in the list"),
        pytest.param(
            [MDD | {"userSelected": True}, PTSD], "dx-major-depression", MET, id="the listed one was selected"
        ),
        pytest.param(
            [MDD, PTSD | {"userSelected": True}],
            "dx-major-depression",
            OPEN,
            id="the one that is not listed was selected",
        ),
        pytest.param(
            [MDD | {"userSelected": True}, PTSD | {"userSelected": True}],
            "dx-major-depression",
            OPEN,
            id="both were selected",
        ),
        pytest.param(
            [MDD | {"userSelected": "true"}, PTSD], "dx-major-depression", OPEN, id="selected is no boolean"
        ),
        pytest.param([MDD, UNLISTED], "dx-major-depression", MET, id="the second code is in no list"),
        pytest.param(
            [MDD, UNLISTED | {"userSelected": True}],
            "dx-major-depression",
            MET,
            id="the second code is in no list and was selected",
        ),
        pytest.param(
            [icd("F32.A"), MODERATE_DEPRESSION],
            "dx-major-depression",
            OPEN,
            id="moderate depression as F32.A is near in both systems",
        ),
        pytest.param(
            [MDD, MODERATE_DEPRESSION],
            "dx-major-depression",
            OPEN,
            id="moderate depression beside a major one",
        ),
        pytest.param(
            [icd("F32.A"), MODERATE_DEPRESSION],
            "dx-mental-disorder",
            MET,
            id="moderate depression as F32.A is a mental disorder in both systems",
        ),
        pytest.param([icd("F32.A"), MDD], "dx-major-depression", OPEN, id="a near miss beside the disorder"),
        pytest.param([MDD, MDD_IN_REMISSION], "dx-major-depression", OPEN, id="present and in remission"),
        pytest.param(
            [MDD, snomed("370143000")], "dx-major-depression", MET, id="one disorder in two systems"
        ),
        pytest.param(
            [MDD, snomed("370143000")],
            "dx-sed-eligible",
            MET,
            id="one disorder in two systems, in the broader list",
        ),
        pytest.param([icd("F10.20"), PTSD], "dx-sed-eligible", OPEN, id="an SUD beside PTSD in one code"),
        pytest.param(
            [icd("F10.239"), WITHDRAWAL],
            "dx-sud",
            MET,
            id="dependence with withdrawal beside SNOMED CT's withdrawal",
        ),
        pytest.param(
            [WITHDRAWAL, icd("F10.239")],
            "dx-sud",
            MET,
            id="SNOMED CT's withdrawal, which says less, before the dependence",
        ),
        pytest.param(
            [icd("F10.239"), WITHDRAWAL],
            "dx-dsm",
            MET,
            id="dependence with withdrawal is one DSM diagnosis beside SNOMED CT's withdrawal",
        ),
        pytest.param(
            [icd("F11.20"), WITHDRAWAL],
            "dx-sud",
            OPEN,
            id="dependence on another substance beside SNOMED CT's withdrawal",
        ),
        pytest.param([icd("F10.939"), WITHDRAWAL], "dx-sud", OPEN, id="withdrawal in both systems"),
        pytest.param(
            [icd("F10.939"), snomed("66590003")],
            "dx-sud",
            OPEN,
            id="withdrawal in ICD-10-CM beside SNOMED CT's dependence",
        ),
    ],
)
def test_codings_that_disagree_leave_a_diagnosis_open(
    facts: Reader, codings: list[Json], fact: str, value: Truth | None
) -> None:
    assert facts(condition(*codings))[fact].value == value


def test_disagreeing_codings_are_the_reason(facts: Reader) -> None:
    fact = facts(condition(MDD, PTSD))["dx-major-depression"]
    assert fact.reason == "F32.1: its codings disagree"
    assert [hint.reference for hint in fact.hints] == ["Condition/c1"]


def test_a_near_miss_beside_something_else_is_the_reason(facts: Reader) -> None:
    fact = facts(condition(PTSD, icd("F32.A")))["dx-major-depression"]
    assert fact.reason == ("on file, not on the policy's list: F32.A (close to, but not, Major Depression)")


def test_an_unlisted_second_code_is_noted(facts: Reader) -> None:
    fact = facts(condition(MDD, UNLISTED))["dx-major-depression"]
    assert fact.evidence[0].note == "a further coding is in none of our lists"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param({"text": "Major depression"}, id="words only"),
        pytest.param(concept(snomed("371422002")), id="a history of substance abuse"),
        pytest.param(concept(coding("http://www.ama-assn.org/go/cpt", "90791")), id="a procedure"),
        pytest.param({}, id="nothing"),
        pytest.param(None, id="no code element"),
    ],
)
def test_what_is_no_coded_diagnosis_is_not_read_as_one(facts: Reader, code: Json | None) -> None:
    fact = facts(resource("Condition", "c1", code=code))["dx-dsm"]
    assert fact.value is OPEN
    assert fact.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


@pytest.mark.parametrize(
    ("system", "value"),
    [
        pytest.param("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", OPEN, id="of US Core"),
        pytest.param("urn:vendor", MET, id="of somebody else's system"),
    ],
)
def test_a_social_need_is_no_diagnosis(facts: Reader, system: str, value: Truth | None) -> None:
    categories = [status("condition-category", "problem-list-item"), concept(coding(system, "sdoh"))]
    assert facts(condition(icd("F32.1"), category=categories))["dx-major-depression"].value == value


def test_a_z_code_counts_also_where_us_core_files_it_as_a_social_need(facts: Reader) -> None:
    filed = [concept(coding("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "sdoh"))]
    assert facts(condition(icd("Z59.41"), category=filed))["dx-z-candidate"].value is MET
    assert facts(condition(icd("Z59.41"), category=filed))["dx-dsm"].value is OPEN
