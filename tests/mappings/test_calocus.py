"""The CALOCUS composite: stated or recomputed, and never mistaken for a level of care or a sum of eight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.mappings.reading import Reader
from tests.support.fhir import (
    OWN,
    RECENT,
    Json,
    coding,
    concept,
    item,
    observation,
    patient,
    questionnaire_response,
    reference,
    score,
)

COMPOSITE = "calocus-composite"
CHILD = patient("2016-03-01")
SUMMED = {
    "risk-of-harm": 2,
    "functional-status": 3,
    "co-morbidity": 3,
    "environmental-stress": 2,
    "environmental-support": 2,
    "resiliency": 3,
}
"""15 points; with the greater of two and three for dimension VI they are 18, with both 20."""
EIGHT = {**SUMMED, "acceptance-child": 2, "acceptance-parent": 3}


def components(ratings: Mapping[str, int]) -> list[Json]:
    return [
        {"code": concept(coding(OWN, f"calocus-{name}")), "valueInteger": rating}
        for name, rating in ratings.items()
    ]


def panel(ratings: Mapping[str, int], value: Json | None = None, on: str = RECENT, **elements: Any) -> Json:
    """A composite with or without a value, and its ratings as components."""
    return observation(
        COMPOSITE, value or {}, on, identity=f"panel-{on}", component=components(ratings), **elements
    )


def separate(ratings: Mapping[str, int], on: str = RECENT, **elements: Any) -> list[Json]:
    """The ratings, each an Observation."""
    return [
        score(f"calocus-{name}", rating, on, identity=f"{name}-{on}", **elements)
        for name, rating in ratings.items()
    ]


@pytest.mark.parametrize("level", range(7))
def test_a_level_of_care_is_no_composite(facts: Reader, level: int) -> None:
    fact = facts(CHILD, score(COMPOSITE, level))[COMPOSITE]
    assert fact.value is None
    assert fact.reason == f"{level} looks like a level of care (0-6), not a composite score"


@pytest.mark.parametrize("number", [-1, 36, 40])
def test_a_number_beyond_the_range_is_no_composite(facts: Reader, number: int) -> None:
    fact = facts(CHILD, score(COMPOSITE, number))[COMPOSITE]
    assert fact.value is None
    assert fact.reason == f"{number} is out of the range 7-35"


@pytest.mark.parametrize("level", [0, 2, 3, 6])
def test_a_level_under_its_own_code_is_shown_and_settles_nothing(facts: Reader, level: int) -> None:
    fact = facts(CHILD, score("calocus-level", level))[COMPOSITE]
    assert fact.value is None
    assert [(hint.fact, hint.value, hint.note) for hint in fact.hints] == [
        ("calocus-level", level, "a level of care does not tell the composite score")
    ]


def test_a_level_that_cannot_be_read_is_not_shown(facts: Reader) -> None:
    fact = facts(CHILD, observation("calocus-level", {"valueString": "high"}))[COMPOSITE]
    assert (fact.value, fact.hints) == (None, ())


def test_a_level_beside_a_composite_changes_nothing(facts: Reader) -> None:
    fact = facts(CHILD, score("calocus-level", 1), score(COMPOSITE, 20))[COMPOSITE]
    assert fact.value == 20
    assert fact.hints == ()


# --- recomputed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param([panel(EIGHT)], id="components of a panel without a value"),
        pytest.param(separate(EIGHT), id="separate Observations of one day"),
        pytest.param(
            [
                observation(
                    COMPOSITE, {}, identity="panel", hasMember=[reference("Observation/risk-of-harm")]
                ),
                *separate(EIGHT),
            ],
            id="members of a panel without a value",
        ),
        pytest.param(
            [
                questionnaire_response(
                    *(item(f"calocus-{name}", {"valueInteger": rating}) for name, rating in EIGHT.items())
                )
            ],
            id="answers in a form",
        ),
        pytest.param([panel(SUMMED), *separate({"acceptance-parent": 3})], id="both kinds on one day"),
    ],
)
def test_a_composite_is_the_sum_of_six_and_the_greater_acceptance(
    facts: Reader, resources: list[Json]
) -> None:
    fact = facts(CHILD, *resources)[COMPOSITE]
    assert fact.value == 18
    assert fact.evidence[0].note == "recomputed from the dimension ratings 2+3+3+2+2+3+3"


def test_every_resource_with_a_rating_is_cited(facts: Reader) -> None:
    cited = facts(CHILD, *separate(EIGHT))[COMPOSITE].evidence
    assert [(evidence.fact, evidence.reference, evidence.value) for evidence in cited] == [
        (COMPOSITE, "Observation/risk-of-harm-2026-02-20", 18),
        ("calocus-functional-status", "Observation/functional-status-2026-02-20", 3),
        ("calocus-co-morbidity", "Observation/co-morbidity-2026-02-20", 3),
        ("calocus-environmental-stress", "Observation/environmental-stress-2026-02-20", 2),
        ("calocus-environmental-support", "Observation/environmental-support-2026-02-20", 2),
        ("calocus-resiliency", "Observation/resiliency-2026-02-20", 3),
        ("calocus-acceptance-parent", "Observation/acceptance-parent-2026-02-20", 3),
    ]


def test_components_are_cited_as_the_one_resource_they_are_in(facts: Reader) -> None:
    cited = facts(CHILD, panel(EIGHT))[COMPOSITE].evidence
    assert [(evidence.reference, evidence.value) for evidence in cited] == [
        ("Observation/panel-2026-02-20", 18)
    ]


@pytest.mark.parametrize(
    ("acceptance", "composite"),
    [
        pytest.param({"acceptance-child": 4}, 19, id="only the child's"),
        pytest.param({"acceptance-parent": 2}, 17, id="only the parent's"),
        pytest.param({"acceptance-child": 5, "acceptance-parent": 1}, 20, id="the child's is greater"),
        pytest.param({"acceptance-child": 1, "acceptance-parent": 5}, 20, id="the parent's is greater"),
        pytest.param({"acceptance-child": 3, "acceptance-parent": 3}, 18, id="both the same"),
    ],
)
def test_the_greater_acceptance_counts_and_one_is_enough(
    facts: Reader, acceptance: dict[str, int], composite: int
) -> None:
    assert facts(CHILD, panel(SUMMED | acceptance))[COMPOSITE].value == composite


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param(20, id="the sum of all eight"),
        pytest.param(16, id="a number that is not the sum"),
        pytest.param(3, id="a level of care"),
        pytest.param(38, id="a number out of range"),
    ],
)
def test_the_ratings_win_over_a_composite_that_differs_and_note_it(facts: Reader, stated: int) -> None:
    fact = facts(CHILD, panel(EIGHT, {"valueInteger": stated}))[COMPOSITE]
    assert fact.value == 18
    assert fact.evidence[0].note == (
        f"recomputed from the dimension ratings 2+3+3+2+2+3+3; the composite on file says {stated}"
    )


def test_a_composite_that_agrees_with_its_ratings_needs_no_note_of_difference(facts: Reader) -> None:
    fact = facts(CHILD, panel(EIGHT, {"valueInteger": 18}))[COMPOSITE]
    assert fact.value == 18
    assert fact.evidence[0].note == "recomputed from the dimension ratings 2+3+3+2+2+3+3"


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
