"""What is close to a policy's list is named beside the open question, and settles nothing."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.diagnoses.conditions import MDD, resolved
from tests.mappings.reading import OPEN, Reader
from tests.support.fhir import Json, clinical, condition, icd, patient, snomed, verification


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param(
            icd("F32.A"), "F32.A (close to, but not, Major Depression)", id="unspecified depression"
        ),
        pytest.param(
            icd("F32"),
            "F32 (a header code whose codes are not all on this list)",
            id="the header of episodes",
        ),
        pytest.param(
            icd("F33"), "F33 (a header code whose codes are not all on this list)", id="the header of courses"
        ),
        pytest.param(
            icd("F32.8"),
            "F32.8 (close to, but not, Major Depression)",
            id="the header of other episodes",
        ),
        pytest.param(
            snomed("35489007"), "35489007 (close to, but not, Major Depression)", id="depressive disorder"
        ),
    ],
)
def test_a_near_miss_is_named(facts: Reader, code: Json, shown: str) -> None:
    read = facts(condition(code))[MDD]
    assert read.reason == f"on file, not on the policy's list: {shown}"
    assert (read.value, read.code) == (OPEN, ReasonCode.NEAR_MISS)
    assert [hint.code for hint in read.hints] == [f"{code['system']}|{code['code']}"]


def test_what_no_list_knows_as_close_to_it_is_named_and_not_shown(facts: Reader) -> None:
    read = facts(condition(icd("F43.10")))[MDD]
    assert read.reason == "on file, not on the policy's list: F43.10"
    assert (read.code, read.hints) == (ReasonCode.NEAR_MISS, ())


def test_what_one_list_knows_as_close_to_it_is_named_beside_that_list_alone(facts: Reader) -> None:
    read = facts(condition(icd("F32.A")))
    assert [hint.reference for hint in read[MDD].hints] == ["Condition/c1"]
    assert read["dx-bipolar"].code is ReasonCode.NOT_ON_FILE


def test_the_newest_three_near_misses_are_named_each_code_once(facts: Reader) -> None:
    recorded = {"F43.10": "2025-05-01", "F41.1": "2025-07-01", "F42.2": "2025-06-01", "F50.00": "2025-08-01"}
    others = [condition(icd(code), identity=code, recordedDate=day) for code, day in recorded.items()]
    again = condition(icd("F41.1"), identity="again", recordedDate="2025-04-01")
    read = facts(*others, again)[MDD]
    assert read.reason == "on file, not on the policy's list: F50.00, F41.1, F42.2"


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"verificationStatus": verification("refuted")}, id="refuted"),
        pytest.param(
            {
                "clinicalStatus": clinical("resolved"),
                "abatementDateTime": "2024-01-01",
            },
            id="over since long",
        ),
    ],
)
def test_what_does_not_stand_is_no_near_miss(facts: Reader, elements: Json) -> None:
    read = facts(condition(icd("F43.10"), **elements))[MDD]
    assert read.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"
    assert (read.hints, read.code) == ((), ReasonCode.NOT_ON_FILE)


def test_what_is_on_another_list_of_the_policy_is_no_near_miss(facts: Reader) -> None:
    read = facts(condition(icd("F33.1")))["dx-sud"]
    assert read.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


def test_a_near_miss_never_outweighs_what_is_open(facts: Reader) -> None:
    newer = condition(icd("F32.A"), identity="c2", recordedDate="2026-02-01")
    assert facts(resolved(), newer)[MDD].reason == (
        "F33.1: resolved, and the record does not say when it ended"
    )


@pytest.mark.parametrize(
    ("born", "code", "near"),
    [
        pytest.param("2004-03-01", "F43.10", True, id="PTSD on the 22nd birthday"),
        pytest.param("2004-03-02", "F43.10", False, id="PTSD the day before the 22nd birthday"),
    ],
)
def test_the_policys_list_goes_by_the_age(facts: Reader, born: str, code: str, near: bool) -> None:
    read = facts(patient(born), condition(icd(code)))["dx-bipolar"]
    assert (read.code is ReasonCode.NEAR_MISS) == near
