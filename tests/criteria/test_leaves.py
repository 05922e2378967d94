"""The truth table of every leaf, and of a criterion that may not apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.criteria.evaluated import ALSO, SAID, THIRD, Evaluate, criterion, found


@pytest.mark.parametrize(
    ("leaf", "stated", "expected"),
    [
        # a truth
        ({"fact": "said"}, {"said": "met"}, "met"),
        ({"fact": "said"}, {"said": "not_met"}, "not_met"),
        ({"fact": "said"}, {}, "unknown"),
        ({"fact": "said", "is": "not_met"}, {"said": "met"}, "not_met"),
        ({"fact": "said", "is": "not_met"}, {"said": "not_met"}, "met"),
        ({"fact": "said", "is": "not_met"}, {}, "unknown"),
        # a date within a window of 90 days that ends on 2026-03-01
        ({"fact": "event", "within": "90 days"}, {"event": "2026-03-01"}, "met"),
        ({"fact": "event", "within": "90 days"}, {"event": "2025-12-01"}, "met"),
        ({"fact": "event", "within": "90 days"}, {"event": "2025-11-30"}, "unknown"),
        ({"fact": "event", "within": "90 days"}, {"event": "2026-03-02"}, "unknown"),
        ({"fact": "event", "within": "90 days"}, {"event": "not_met"}, "not_met"),
        ({"fact": "event", "within": "90 days"}, {}, "unknown"),
        ({"fact": "enrolled", "within": "90 days"}, {"enrolled": "2025-12-01"}, "met"),
        ({"fact": "enrolled", "within": "90 days"}, {"enrolled": "2025-11-30"}, "not_met"),
        ({"fact": "enrolled", "within": "90 days"}, {}, "unknown"),
        ({"fact": "event", "within": "1 year"}, {"event": "2025-03-01"}, "met"),
        ({"fact": "event", "within": "1 year"}, {"event": "2025-02-28"}, "unknown"),
        # a score
        ({"score": "points", "minimum": 17}, {"points": "16"}, "not_met"),
        ({"score": "points", "minimum": 17}, {"points": "17"}, "met"),
        ({"score": "points", "minimum": 17}, {}, "unknown"),
        ({"score": "points", "minimum": 0}, {"points": "0"}, "met"),
        # one of a group of scores
        ({"any_score": "scales", "minimum": 65}, {"scale-one": "65"}, "met"),
        ({"any_score": "scales", "minimum": 65}, {"scale-one": "64", "scale-two": "65"}, "met"),
        ({"any_score": "scales", "minimum": 65}, {"scale-one": "64", "scale-two": "64"}, "not_met"),
        ({"any_score": "scales", "minimum": 65}, {"scale-one": "64"}, "unknown"),
        ({"any_score": "scales", "minimum": 65}, {}, "unknown"),
        # a rating
        ({"rating": "area", "at_least": "moderate"}, {"area": "none"}, "not_met"),
        ({"rating": "area", "at_least": "moderate"}, {"area": "mild"}, "not_met"),
        ({"rating": "area", "at_least": "moderate"}, {"area": "moderate"}, "met"),
        ({"rating": "area", "at_least": "moderate"}, {"area": "extreme"}, "met"),
        ({"rating": "area", "at_least": "moderate"}, {}, "unknown"),
        # a count
        ({"count": "goals", "minimum": 2}, {"goals": "2"}, "met"),
        ({"count": "goals", "minimum": 2}, {"goals": "1"}, "unknown"),
        ({"count": "goals", "minimum": 2}, {"goals": "none"}, "not_met"),
        ({"count": "goals", "minimum": 2}, {}, "unknown"),
        # an age on 2026-03-01
        ({"age": {"from": "18 years"}}, {"birth-date": "2008-03-01"}, "met"),
        ({"age": {"from": "18 years"}}, {"birth-date": "2008-03-02"}, "not_met"),
        ({"age": {"below": "18 years"}}, {"birth-date": "2008-03-01"}, "not_met"),
        ({"age": {"below": "18 years"}}, {"birth-date": "2008-03-02"}, "met"),
        ({"age": {"from": "6 years", "below": "19 years"}}, {"birth-date": "2020-03-02"}, "not_met"),
        ({"age": {"from": "6 years", "below": "19 years"}}, {"birth-date": "2020-03-01"}, "met"),
        ({"age": {"from": "6 years", "below": "19 years"}}, {"birth-date": "2007-03-02"}, "met"),
        ({"age": {"from": "6 years", "below": "19 years"}}, {"birth-date": "2007-03-01"}, "not_met"),
        ({"age": {"from": "18 years"}}, {"birth-date": "2008"}, "unknown"),
        ({"age": {"from": "18 years"}}, {"birth-date": "2008-03"}, "unknown"),
        ({"age": {"from": "18 years"}}, {"birth-date": "2008-02"}, "met"),
        ({"age": {"from": "18 years"}}, {"birth-date": "2008-04"}, "not_met"),
        ({"age": {"from": "18 years"}}, {}, "unknown"),
        # a silence of the policy
        ({"undetermined": "the policy does not say"}, {"said": "met"}, "unknown"),
    ],
    ids=str,
)
def test_a_leaf_has_its_truth_table(
    evaluated: Evaluate, leaf: Mapping[str, Any], stated: Mapping[str, str], expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), stated).outcome == expected


@pytest.mark.parametrize(
    ("applies", "holds", "expected"),
    [
        ("met", "met", "met"),
        ("met", "not_met", "not_met"),
        ("met", "unknown", "unknown"),
        ("not_met", "met", "not_applicable"),
        ("not_met", "not_met", "not_applicable"),
        ("not_met", "unknown", "not_applicable"),
        ("unknown", "met", "met"),
        ("unknown", "not_met", "unknown"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_a_criterion_that_may_not_apply(evaluated: Evaluate, applies: str, holds: str, expected: str) -> None:
    node = criterion("A", SAID, applies_when=ALSO, applies_text="A")
    assert found(evaluated, node, {"also-said": applies, "said": holds}).outcome == expected


@pytest.mark.parametrize(
    ("rest", "expected"), [("met", "met"), ("not_met", "not_met"), ("unknown", "unknown")]
)
def test_what_is_not_applicable_stands_in_no_ones_way(evaluated: Evaluate, rest: str, expected: str) -> None:
    node = {"all_of": [criterion("A", SAID, applies_when=ALSO, applies_text="A"), criterion("B", THIRD)]}
    determination = evaluated(node, {"also-said": "not_met", "said": "not_met", "third": rest})
    assert determination.outcome.value == expected
