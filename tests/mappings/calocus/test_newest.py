"""Of composites and ratings of several days the newest that are complete count."""

from __future__ import annotations

import pytest

from tests.mappings.calocus.ratings import CHILD, COMPOSITE, EIGHT, SUMMED, panel, separate
from tests.mappings.reading import Reader
from tests.support.fhir import score


def test_a_later_rating_of_the_same_day_replaces_an_earlier_one(facts: Reader) -> None:
    morning = separate(EIGHT, "2026-02-20T09:00:00Z")
    corrected = score("calocus-risk-of-harm", 5, "2026-02-20T15:00:00Z", identity="corrected")
    assert facts(CHILD, *morning, corrected)[COMPOSITE].value == 21


def test_ratings_of_different_days_are_not_added_up(facts: Reader) -> None:
    resources = [*separate(SUMMED, "2026-02-19"), *separate({"acceptance-child": 3}, "2026-02-20")]
    assert facts(CHILD, *resources)[COMPOSITE].value is None


def test_the_newest_complete_day_counts(facts: Reader) -> None:
    resources = [panel(EIGHT, on="2026-01-10"), panel({**EIGHT, "risk-of-harm": 5}, on="2026-02-10")]
    assert facts(CHILD, *resources)[COMPOSITE].value == 21
    assert facts(CHILD, *resources, panel(SUMMED, on="2026-02-20"))[COMPOSITE].value == 21


@pytest.mark.parametrize(
    ("on", "composite"),
    [
        pytest.param("2026-02-21", 15, id="a day newer: the composite"),
        pytest.param("2026-02-20", 18, id="the same day: the ratings"),
        pytest.param("2026-02-19", 18, id="a day older: the ratings"),
    ],
)
def test_a_newer_composite_wins_over_older_ratings(facts: Reader, on: str, composite: int) -> None:
    stated = score(COMPOSITE, 15, on, identity="stated")
    assert facts(CHILD, *separate(EIGHT), stated)[COMPOSITE].value == composite


def test_a_newer_composite_that_cannot_be_used_is_not_passed_over(facts: Reader) -> None:
    level = score(COMPOSITE, 3, "2026-02-21", identity="level")
    assert facts(CHILD, *separate(EIGHT), level)[COMPOSITE].value is None


def test_a_preliminary_composite_is_noted_beside_the_ratings(facts: Reader) -> None:
    preliminary = score(COMPOSITE, 25, "2026-02-25", identity="draft", status="preliminary")
    fact = facts(CHILD, panel(EIGHT), preliminary)[COMPOSITE]
    assert fact.value == 18
    assert [(hint.reference, hint.note) for hint in fact.hints] == [
        ("Observation/draft", "its status is preliminary, not final")
    ]


@pytest.mark.parametrize(
    ("on", "composite"),
    [pytest.param("2025-09-02", 18, id="180 days old"), pytest.param("2025-09-01", None, id="181 days old")],
)
def test_ratings_go_stale_as_scores_do(facts: Reader, on: str, composite: int | None) -> None:
    fact = facts(CHILD, panel(EIGHT, on=on))[COMPOSITE]
    assert fact.value == composite
    if composite is None:
        assert fact.reason == "the latest, of 2025-09-01, is older than 180 days"
        assert fact.hints[0].value == 18
