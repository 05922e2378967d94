"""Leaves of numbers with a least value, a greatest value or both, and of numbers that have to be of late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.criteria.evaluated import Evaluate, criterion, found

LOCUS = {"score": "locus", "minimum": 17, "maximum": 22, "within": "60 days"}
LATELY = {"score": "locus", "minimum": 17, "within": "60 days"}
LOW = {"score": "locus", "maximum": 22, "within": "60 days"}
SCALES = {"any_score": "scales", "minimum": 65, "maximum": 69, "within": "60 days"}
MODERATE = {"rating": "area", "at_least": "moderate", "at_most": "severe"}
MILD = {"rating": "area", "at_most": "mild"}
FELL = {"change": "change-of-points", "decrease": 5}
ROSE = {"change": "change-of-points", "increase": 5}
FEW = {"count": "goals", "maximum": 1}
SOME = {"count": "goals", "minimum": 1, "maximum": 2}


@pytest.mark.parametrize(
    ("leaf", "stated", "expected"),
    [
        pytest.param(LOCUS, {}, "unknown", id="no score"),
        pytest.param(LOCUS, {"locus": "16"}, "not_met", id="below 17 to 22"),
        pytest.param(LOCUS, {"locus": "17"}, "met", id="the least of 17 to 22"),
        pytest.param(LOCUS, {"locus": "22"}, "met", id="the greatest of 17 to 22"),
        pytest.param(LOCUS, {"locus": "23"}, "not_met", id="above 17 to 22"),
        pytest.param(LOCUS, {"locus": "25"}, "not_met", id="25 is not 17 to 22"),
        pytest.param(LOCUS, {"locus": "19 on 2025-10-01"}, "unknown", id="a score of 151 days ago"),
        pytest.param(LOCUS, {"locus": "25 on 2025-10-01"}, "unknown", id="a wrong score of 151 days ago"),
        pytest.param(LATELY, {"locus": "17 on 2025-12-31"}, "met", id="a score of 60 days ago"),
        pytest.param(LATELY, {"locus": "17 on 2025-12-30"}, "unknown", id="a score of 61 days ago"),
        pytest.param(LATELY, {"locus": "16 on 2025-12-31"}, "not_met", id="a low score of 60 days ago"),
        pytest.param(LATELY, {"locus": "16 on 2025-12-30"}, "unknown", id="a low score of 61 days ago"),
        pytest.param(LATELY, {"locus": "17 on 2026-03-02"}, "unknown", id="a score of tomorrow"),
        pytest.param(LOW, {"locus": "22 on 2026-03-01"}, "met", id="22 or less"),
        pytest.param(LOW, {"locus": "23 on 2026-03-01"}, "not_met", id="more than 22"),
        pytest.param({"score": "locus", "maximum": 22}, {"locus": "22 on 2020-01-01"}, "met", id="any day"),
        # one of a group
        pytest.param(SCALES, {"scale-one": "64", "scale-two": "70"}, "not_met", id="on either side"),
        pytest.param(SCALES, {"scale-one": "64", "scale-two": "69"}, "met", id="one of them within"),
        pytest.param(SCALES, {"scale-one": "64"}, "unknown", id="the other is not on file"),
        pytest.param(
            SCALES, {"scale-one": "65", "scale-two": "64 on 2025-12-30"}, "met", id="the other is old"
        ),
        pytest.param(
            SCALES, {"scale-one": "64", "scale-two": "65 on 2025-12-31"}, "met", id="one of 60 days ago"
        ),
        pytest.param(
            SCALES, {"scale-one": "64", "scale-two": "65 on 2025-12-30"}, "unknown", id="one of 61 days ago"
        ),
        pytest.param(
            SCALES, {"scale-one": "64", "scale-two": "64 on 2025-12-30"}, "unknown", id="low and too old"
        ),
        # a rating
        pytest.param(MODERATE, {}, "unknown", id="no rating"),
        pytest.param(MODERATE, {"area": "mild"}, "not_met", id="milder than moderate"),
        pytest.param(MODERATE, {"area": "moderate"}, "met", id="moderate"),
        pytest.param(MODERATE, {"area": "severe"}, "met", id="severe"),
        pytest.param(MODERATE, {"area": "extreme"}, "not_met", id="worse than severe"),
        pytest.param(MILD, {"area": "none"}, "met", id="none is no worse than mild"),
        pytest.param(MILD, {"area": "mild"}, "met", id="mild is no worse than mild"),
        pytest.param(MILD, {"area": "moderate"}, "not_met", id="moderate is worse than mild"),
        pytest.param({**MILD, "within": "60 days"}, {"area": "mild on 2025-12-31"}, "met", id="60 days ago"),
        pytest.param(
            {**MILD, "within": "60 days"}, {"area": "mild on 2025-12-30"}, "unknown", id="61 days ago"
        ),
        # a change
        pytest.param(FELL, {}, "unknown", id="no change known"),
        pytest.param(FELL, {"change-of-points": "-4"}, "not_met", id="fell by 4"),
        pytest.param(FELL, {"change-of-points": "-5"}, "met", id="fell by 5"),
        pytest.param(FELL, {"change-of-points": "-6"}, "met", id="fell by 6"),
        pytest.param(FELL, {"change-of-points": "0"}, "not_met", id="stayed"),
        pytest.param(FELL, {"change-of-points": "5"}, "not_met", id="rose by 5 instead"),
        pytest.param(ROSE, {"change-of-points": "4"}, "not_met", id="rose by 4"),
        pytest.param(ROSE, {"change-of-points": "5"}, "met", id="rose by 5"),
        pytest.param(ROSE, {"change-of-points": "-5"}, "not_met", id="fell by 5 instead"),
        # a count, of which a record only gives the least
        pytest.param(FEW, {}, "unknown", id="no count"),
        pytest.param(FEW, {"goals": "none"}, "met", id="none is no more than 1"),
        pytest.param(FEW, {"goals": "1"}, "unknown", id="1 so far is perhaps more"),
        pytest.param(FEW, {"goals": "2"}, "not_met", id="2 so far are more than 1"),
        pytest.param(SOME, {"goals": "none"}, "not_met", id="none is not 1 to 2"),
        pytest.param(SOME, {"goals": "1"}, "unknown", id="1 so far is perhaps more than 2"),
        pytest.param(SOME, {"goals": "2"}, "unknown", id="2 so far are perhaps more"),
        pytest.param(SOME, {"goals": "3"}, "not_met", id="3 so far are not 1 to 2"),
    ],
)
def test_a_number_is_within_bounds(
    evaluated: Evaluate, leaf: Mapping[str, Any], stated: Mapping[str, str], expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), stated).outcome == expected


@pytest.mark.parametrize(
    ("leaf", "stated", "missing"),
    [
        pytest.param(
            LOCUS,
            {"locus": "19 on 2025-10-01"},
            ("locus", "the latest, of 2025-10-01, is more than 60 days ago", ReasonCode.STALE),
            id="a score that is too old",
        ),
        pytest.param(
            LOCUS,
            {"locus": "19 on 2026-03-02"},
            ("locus", "the date on file lies in the future", ReasonCode.FUTURE),
            id="a score of a day to come",
        ),
        pytest.param(
            {"rating": "area", "at_least": "mild", "within": "60 days"},
            {"area": "mild on 2025-10-01"},
            ("area", "the latest, of 2025-10-01, is more than 60 days ago", ReasonCode.STALE),
            id="a rating that is too old",
        ),
    ],
)
def test_why_a_number_of_another_day_settles_nothing(
    evaluated: Evaluate,
    leaf: Mapping[str, Any],
    stated: Mapping[str, str],
    missing: tuple[str, str, ReasonCode],
) -> None:
    (lacking,) = found(evaluated, criterion("A", leaf), stated).missing
    assert (lacking.fact, lacking.reason, lacking.code) == missing
