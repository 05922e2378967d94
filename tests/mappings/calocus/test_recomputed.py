"""The composite is recomputed from its ratings: six and the greater acceptance."""

from __future__ import annotations

import pytest

from tests.mappings.calocus.ratings import CHILD, COMPOSITE, EIGHT, SUMMED, panel, separate
from tests.mappings.reading import Reader
from tests.support.fhir import Json, observation, questionnaire_response, reference, scored


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
                    *(part for name, rating in EIGHT.items() for part in scored(f"calocus-{name}", rating))
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
