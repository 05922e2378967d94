"""What must not be: none of several conditions, and criteria that exclude."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from criteria.truth import Truth, any_of, negate
from tests.criteria.evaluated import ALSO, SAID, THIRD, Evaluate, criterion, found

NOT_IN_HOSPITAL = {"none_of": [{"events": ["stays"], "minimum": 1, "within": "90 days"}]}


@pytest.mark.parametrize("truths", [*product(Truth, repeat=2)], ids=str)
def test_none_of_is_the_negation_of_any_of(evaluated: Evaluate, truths: tuple[Truth, Truth]) -> None:
    stated = {"said": truths[0].value, "also-said": truths[1].value}
    finding = found(evaluated, criterion("A", {"none_of": [SAID, ALSO]}), stated)
    assert finding.truth is negate(any_of(truths))


@pytest.mark.parametrize(
    ("said", "also", "expected"),
    [
        ("not_met", "not_met", "met"),
        ("not_met", "unknown", "unknown"),
        ("met", "unknown", "not_met"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_none_of_has_to_be_known_of_each(evaluated: Evaluate, said: str, also: str, expected: str) -> None:
    stated = {"said": said, "also-said": also}
    assert found(evaluated, criterion("A", {"none_of": [SAID, ALSO]}), stated).outcome == expected


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        pytest.param("unknown", "unknown", id="a record that is silent"),
        pytest.param("2025-06-01", "unknown", id="a record with an earlier one"),
        pytest.param("told none", "met", id="none is told"),
        pytest.param("2025-06-01, whole", "met", id="a whole record with an earlier one"),
        pytest.param("2026-02-01", "not_met", id="one on file"),
        pytest.param("2026-02-01, told none", "unknown", id="one on file, none told"),
    ],
)
def test_over_an_open_world_none_of_is_unknown(evaluated: Evaluate, stays: str, expected: str) -> None:
    assert found(evaluated, criterion("A", NOT_IN_HOSPITAL), {"stays": stays}).outcome == expected


@pytest.mark.parametrize(
    ("condition", "stated", "missing"),
    [
        pytest.param({"none_of": [SAID, ALSO]}, {"said": "not_met"}, ["also-said"], id="only what is open"),
        pytest.param({"none_of": [SAID, ALSO]}, {"said": "met"}, [], id="nothing once one is met"),
        pytest.param(NOT_IN_HOSPITAL, {}, ["stays"], id="the events"),
    ],
)
def test_what_is_missing_of_none_of(
    evaluated: Evaluate, condition: Mapping[str, Any], stated: Mapping[str, str], missing: list[str]
) -> None:
    finding = found(evaluated, criterion("A", condition), stated)
    assert [each.fact for each in finding.missing] == missing


def test_none_of_rests_on_every_part_where_it_is_met_and_on_the_one_that_is_where_it_is_not(
    evaluated: Evaluate,
) -> None:
    node = criterion("A", {"none_of": [SAID, ALSO]})
    ruled_out = found(evaluated, node, {"said": "not_met", "also-said": "not_met"})
    assert [each.fact for each in ruled_out.evidence] == ["said", "also-said"]
    holds = found(evaluated, node, {"said": "not_met", "also-said": "met"})
    assert [each.fact for each in holds.evidence] == ["also-said"]


@pytest.mark.parametrize(
    ("said", "expected"), [("met", "not_met"), ("not_met", "met"), ("unknown", "unknown")]
)
def test_an_exclusion_is_met_where_it_is_ruled_out(evaluated: Evaluate, said: str, expected: str) -> None:
    finding = found(evaluated, criterion("X", SAID, excludes=True), {"said": said})
    assert (finding.outcome, finding.excludes) == (expected, True)
    assert [each.fact for each in finding.missing] == (["said"] if said == "unknown" else [])


@pytest.mark.parametrize(
    ("said", "third", "expected"),
    [
        ("not_met", "met", "met"),
        ("met", "met", "not_met"),
        ("unknown", "met", "unknown"),
        ("unknown", "not_met", "not_met"),
    ],
)
def test_who_is_excluded_is_not_met_whatever_else_is(
    evaluated: Evaluate, said: str, third: str, expected: str
) -> None:
    when = {"all_of": [criterion("A", THIRD), criterion("X", SAID, excludes=True)]}
    assert evaluated(when, {"said": said, "third": third}).outcome.value == expected


@pytest.mark.parametrize(
    ("applies", "said", "expected"),
    [
        ("met", "met", "not_met"),
        ("met", "not_met", "met"),
        ("met", "unknown", "unknown"),
        ("not_met", "met", "not_applicable"),
        ("unknown", "not_met", "met"),
        ("unknown", "met", "unknown"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_an_exclusion_that_may_not_apply(evaluated: Evaluate, applies: str, said: str, expected: str) -> None:
    node = criterion("X", SAID, excludes=True, applies_when=ALSO, applies_text="X")
    assert found(evaluated, node, {"also-said": applies, "said": said}).outcome == expected


def test_what_is_no_exclusion_says_so(evaluated: Evaluate) -> None:
    assert not found(evaluated, criterion("A", SAID), {}).excludes
