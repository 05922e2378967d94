"""Goal attainment scaling: a goal improves when its attainment rises after the start."""

from __future__ import annotations

import pytest

from criteria.facts import Count
from tests.mappings.plans.goals import (
    BEST,
    BETTER,
    BY_ANYONE,
    BY_PATIENT,
    EXPECTED,
    GOALS,
    IMPROVED,
    LESS,
    WORST,
    attained,
)
from tests.mappings.reading import Reader
from tests.support.fhir import Json, goal, plan, reference

PLANNED = [plan(goal=GOALS), goal(achievementStatus=None)]


@pytest.mark.parametrize(
    ("scores", "improved"),
    [
        pytest.param([attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10")], True, id="a step up"),
        pytest.param([attained(WORST, "2025-12-20"), attained(BEST, "2026-02-10")], True, id="worst to best"),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(BETTER, "2026-02-10")],
            True,
            id="from expected to better",
        ),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(EXPECTED, "2026-02-10")],
            False,
            id="the same level twice",
        ),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(LESS, "2026-02-10")], False, id="a step down"
        ),
        pytest.param(
            [attained(LESS, "2026-01-05"), attained(EXPECTED, "2026-02-10")],
            True,
            id="a step up since a first score after the start",
        ),
        pytest.param([attained(EXPECTED, "2026-02-10")], False, id="one score alone"),
        pytest.param(
            [attained(LESS, "2025-11-01"), attained(EXPECTED, "2025-12-20")],
            False,
            id="both scores before the start",
        ),
        pytest.param(
            [attained(LESS, "2024-01-01"), attained(BETTER, "2025-12-20"), attained(BETTER, "2026-02-10")],
            False,
            id="risen before the start only",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-03-02")],
            False,
            id="the newer score is of tomorrow",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10", status="entered-in-error")],
            False,
            id="the newer score was entered in error",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10", status="preliminary")],
            False,
            id="the newer score is preliminary",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20"),
                attained(EXPECTED, "2026-02-10"),
                attained(WORST, "2026-02-10"),
            ],
            False,
            id="contrary scores now",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained("LA33-6", "2026-02-10")],
            False,
            id="an answer off the scale",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", focus=[reference("Goal/g2")]), attained(EXPECTED, "2026-02-10")],
            False,
            id="scores of two goals",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_ANYONE), attained(EXPECTED, "2026-02-10")],
            True,
            id="a baseline that names no rater",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_PATIENT), attained(EXPECTED, "2026-02-10")],
            False,
            id="two raters are not compared",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20", BY_PATIENT, by="Patient/p1"),
                attained(EXPECTED, "2026-02-10", BY_PATIENT, by="Patient/p1"),
            ],
            False,
            id="the patient's own scores are not a clinician's",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20", BY_PATIENT, by=None),
                attained(EXPECTED, "2026-02-10", BY_PATIENT, by=None),
            ],
            False,
            id="the patient's code where nobody is named",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_PATIENT), attained(EXPECTED, "2026-02-10", BY_PATIENT)],
            False,
            id="the patient's code by a practitioner",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", by=None), attained(EXPECTED, "2026-02-10", by=None)],
            True,
            id="a practitioner's code where nobody is named",
        ),
        pytest.param(
            [attained(LESS, "2025-10-03"), attained(EXPECTED, "2026-02-10")],
            True,
            id="a step up since 90 days before the start",
        ),
        pytest.param(
            [attained(LESS, "2025-10-02"), attained(EXPECTED, "2026-02-10")],
            False,
            id="a step up since 91 days before the start",
        ),
    ],
)
def test_a_goal_improves_when_its_attainment_rises_after_the_start(
    facts: Reader, scores: list[Json], improved: bool
) -> None:
    assert facts(*PLANNED, *scores)[IMPROVED].value == (Count(1) if improved else None)
    assert facts(*scores[::-1], *PLANNED)[IMPROVED].value == (Count(1) if improved else None)


def test_the_patients_own_rating_is_shown_beside_the_open_question(facts: Reader) -> None:
    own = [attained(LESS, "2025-12-20", BY_PATIENT), attained(BETTER, "2026-02-10", BY_PATIENT)]
    hints = [hint for hint in facts(*PLANNED, *own)[IMPROVED].hints if "own rating" in hint.note]
    assert [(hint.reference, hint.value) for hint in hints] == [
        (f"Observation/gas-2026-02-10-{BETTER}", "more than expected")
    ]


def test_a_rise_in_attainment_is_cited(facts: Reader) -> None:
    scores = [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10")]
    (proof,) = facts(*PLANNED, *scores)[IMPROVED].evidence
    assert proof.reference == f"Observation/gas-2026-02-10-{EXPECTED}"
    assert proof.note == "goal attainment of Goal/g1 rose since 2025-12-20"
