"""Improvement as a clinician's word tells it, which wins over ratings."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.functioning.ratings import IMPROVED, START, rated
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import RECENT, Json, no, plan, reference, yes


@pytest.mark.parametrize(
    ("resources", "truth"),
    [
        pytest.param([yes(IMPROVED)], MET, id="a yes"),
        pytest.param([no(IMPROVED)], NOT_MET, id="a no"),
        pytest.param([yes(IMPROVED, "2025-12-01")], MET, id="a yes 90 days ago"),
        pytest.param([yes(IMPROVED, "2025-11-30")], OPEN, id="a yes 91 days ago"),
        pytest.param([yes(IMPROVED, by="Patient/p1")], OPEN, id="a yes of the patient"),
    ],
)
def test_improvement_may_be_a_clinicians_word(
    facts: Reader, resources: list[Json], truth: Truth | None
) -> None:
    assert facts(*resources)[IMPROVED].value == truth


@pytest.mark.parametrize(
    ("resources", "truth"),
    [
        pytest.param([rated(3, "2025-12-15"), rated(2, RECENT)], OPEN, id="no start of the service"),
        pytest.param(
            [START, rated(3, "2025-12-15"), rated(2, RECENT, performer=[reference("Patient/p1")])],
            OPEN,
            id="the latest rating is the patient's",
        ),
        pytest.param(
            [START, rated(3, "2025-12-15", performer=None), rated(2, RECENT)],
            OPEN,
            id="the baseline is nobody's",
        ),
        pytest.param(
            [plan(), rated(3, "2025-12-15"), rated(2, RECENT)], MET, id="the start is that of the plan"
        ),
        pytest.param(
            [START, no(IMPROVED), rated(3, "2025-12-15"), rated(2, RECENT)],
            NOT_MET,
            id="a clinician's no wins",
        ),
        pytest.param(
            [START, yes(IMPROVED), rated(2, "2025-12-15"), rated(3, RECENT)], MET, id="a clinician's yes wins"
        ),
        pytest.param(
            [
                START,
                yes(IMPROVED, identity="a"),
                no(IMPROVED, identity="b"),
                rated(3, "2025-12-15"),
                rated(2, RECENT),
            ],
            OPEN,
            id="ratings do not settle a conflict of words",
        ),
        pytest.param(
            [START, no(IMPROVED, "2025-12-01"), rated(3, "2025-12-15"), rated(2, RECENT)],
            NOT_MET,
            id="a word 90 days old still is one",
        ),
        pytest.param(
            [START, no(IMPROVED, "2025-11-30"), rated(3, "2025-12-15"), rated(2, RECENT)],
            MET,
            id="a word that has gone stale is no word",
        ),
    ],
)
def test_a_word_wins_over_ratings(facts: Reader, resources: list[Json], truth: Truth | None) -> None:
    assert facts(*resources)[IMPROVED].value == truth


def test_of_equal_ratings_only_a_clinician_can_say_what_they_mean(facts: Reader) -> None:
    same = [START, rated(3, "2025-12-15"), rated(3, RECENT)]
    fact = facts(*same)[IMPROVED]
    assert fact.reason == "rated severe then and now; an LPHA can supply it"
    assert [(hint.value, hint.date) for hint in fact.hints] == [("severe", RECENT), ("severe", "2025-12-15")]
    assert facts(*same, no(IMPROVED))[IMPROVED].value is NOT_MET
    assert facts(*same, yes(IMPROVED))[IMPROVED].value is MET
