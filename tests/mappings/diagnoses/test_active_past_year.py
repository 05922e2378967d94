"""A clinician's word on whether a disorder was active in the past year."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import ACTIVE, CURRENT, MDD, in_remission, resolved
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import Json, clinical, condition, icd, no, verification, yes


@pytest.mark.parametrize(
    ("word", "code", "elements", "value"),
    [
        pytest.param(yes, "F33.42", {}, MET, id="yes makes a remission code count"),
        pytest.param(
            yes,
            "F33.42",
            {"clinicalStatus": clinical("remission")},
            MET,
            id="yes outweighs a status of remission without dates",
        ),
        pytest.param(
            yes,
            "F33.42",
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2020-01-01"},
            MET,
            id="yes outweighs an old end",
        ),
        pytest.param(no, "F33.42", {}, OPEN, id="no leaves full remission open"),
        pytest.param(
            yes,
            "F33.42",
            {"verificationStatus": verification("provisional")},
            OPEN,
            id="yes does not confirm a provisional diagnosis",
        ),
        pytest.param(yes, "F32.A", {}, OPEN, id="yes never makes a near miss count"),
    ],
)
def test_active_in_the_past_year_settles_a_remission_and_no_near_miss(
    facts: Reader, word: Callable[[str], Json], code: str, elements: Json, value: Truth | None
) -> None:
    read = facts(condition(icd(code), **elements), word("dx-active-past-year"))["dx-major-depression"]
    assert read.value == value


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param([], "in remission: was it active in the past year?", id="nobody has answered"),
        pytest.param(
            [no("dx-active-past-year")],
            "in remission; a clinician answered that it was not active in the past year",
            id="a clinician answered no",
        ),
    ],
)
def test_a_disorder_in_remission_says_what_is_open(facts: Reader, words: list[Json], reason: str) -> None:
    read = facts(condition(icd("F33.42")), *words)["dx-major-depression"]
    assert read.reason == f"F33.42: {reason}"


def test_active_in_the_past_year_does_not_make_remission_current(facts: Reader) -> None:
    over = condition(icd("F33.42"))
    assert facts(over, yes("dx-active-past-year"))[CURRENT].reason == "F33.42: in remission"


def test_a_word_on_activity_is_no_part_of_a_diagnosis_that_is_not_there(facts: Reader) -> None:
    assert facts(yes("dx-active-past-year"))["dx-major-depression"].value is OPEN


@pytest.mark.parametrize(
    ("found", "word", "value"),
    [
        pytest.param(in_remission(), yes, MET, id="remission by its status, yes"),
        pytest.param(in_remission(), no, OPEN, id="remission by its status, no"),
        pytest.param(resolved(), yes, MET, id="resolved without a date, yes"),
        pytest.param(resolved(), no, OPEN, id="resolved without a date, no"),
        pytest.param(resolved(abatementString="in spring"), yes, MET, id="resolved in words, yes"),
        pytest.param(
            resolved(abatementDateTime="2025"), yes, MET, id="resolved perhaps within the year, yes"
        ),
        pytest.param(resolved(abatementDateTime="2024-12-31"), yes, OPEN, id="resolved before the year, yes"),
        pytest.param(
            resolved(verificationStatus=verification("provisional")),
            yes,
            OPEN,
            id="provisional, yes",
        ),
    ],
)
def test_a_word_settles_what_the_record_leaves_undated(
    facts: Reader, found: Json, word: Callable[[str], Json], value: Truth | None
) -> None:
    assert facts(found, word(ACTIVE))[MDD].value == value


def test_peer_support_asks_for_more_than_a_disorder_of_the_past_year(facts: Reader) -> None:
    read = facts(resolved(), yes(ACTIVE), service="H0024")["dx-mental-disorder-current"]
    assert read.reason == "F33.1: its clinical status is resolved"
