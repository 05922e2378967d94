"""Ratings that are not all there, cannot be used or do not count make no composite."""

from __future__ import annotations

import pytest

from tests.mappings.calocus.ratings import CHILD, COMPOSITE, EIGHT, SUMMED, panel, separate
from tests.mappings.reading import Reader
from tests.support.fhir import Json, patient, reference, score


@pytest.mark.parametrize("missing", sorted(SUMMED))
def test_ratings_that_are_not_all_there_make_no_composite(facts: Reader, missing: str) -> None:
    partial = {name: rating for name, rating in EIGHT.items() if name != missing}
    assert facts(CHILD, panel(partial))[COMPOSITE].value is None
    assert facts(CHILD, panel(partial, {"valueInteger": 17}))[COMPOSITE].value == 17


def test_without_any_acceptance_there_is_no_composite(facts: Reader) -> None:
    assert facts(CHILD, panel(SUMMED))[COMPOSITE].value is None


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        pytest.param("risk-of-harm", 0, id="a summed rating below the range"),
        pytest.param("risk-of-harm", 6, id="a summed rating above the range"),
        pytest.param("acceptance-parent", 6, id="an acceptance above the range, though the child's is there"),
    ],
)
def test_a_rating_that_cannot_be_used_leaves_the_composite_as_stated(
    facts: Reader, name: str, rating: int
) -> None:
    assert facts(CHILD, panel(EIGHT | {name: rating}))[COMPOSITE].value is None
    assert facts(CHILD, panel(EIGHT | {name: rating}, {"valueInteger": 17}))[COMPOSITE].value == 17


def test_contrary_ratings_at_one_instant_make_no_composite(facts: Reader) -> None:
    other = score("calocus-acceptance-parent", 5, identity="other")
    assert facts(CHILD, *separate(EIGHT), other)[COMPOSITE].value is None


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"status": "preliminary"}, id="preliminary"),
        pytest.param({"status": "entered-in-error"}, id="entered in error"),
        pytest.param({"performer": [reference("RelatedPerson/mother")]}, id="by a parent"),
        pytest.param({"effectiveDateTime": "2026-03-02"}, id="of tomorrow"),
        pytest.param({"effectiveDateTime": None}, id="undated"),
    ],
)
def test_ratings_must_count_as_scores_do(facts: Reader, elements: Json) -> None:
    assert facts(CHILD, panel(EIGHT, **elements))[COMPOSITE].value is None


def test_ratings_from_before_the_sixth_birthday_make_no_composite(facts: Reader) -> None:
    assert facts(patient("2020-02-21"), panel(EIGHT))[COMPOSITE].value is None
    assert facts(patient("2020-02-20"), panel(EIGHT))[COMPOSITE].value == 18
