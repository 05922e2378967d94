"""Improvement as two ratings show it."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.functioning.ratings import IMPROVED, RATING, START, rated
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import RECENT, coding, concept, observation, service_start


@pytest.mark.parametrize(
    ("ratings", "truth"),
    [
        pytest.param([(3, "2025-12-15"), (2, RECENT)], MET, id="lower than before the start"),
        pytest.param([(3, "2025-12-15"), (3, RECENT)], OPEN, id="the same as before the start"),
        pytest.param([(2, "2025-12-15"), (3, RECENT)], NOT_MET, id="higher than before the start"),
        pytest.param([(3, "2025-10-03"), (2, RECENT)], MET, id="lower than 90 days before the start"),
        pytest.param([(3, "2025-10-02"), (2, RECENT)], OPEN, id="lower than 91 days before the start"),
        pytest.param(
            [(1, "2025-10-02"), (3, "2026-01-05"), (2, RECENT)],
            MET,
            id="a rating 91 days before the start is passed over for the first after it",
        ),
        pytest.param([(3, "2026-01-01"), (2, RECENT)], MET, id="lower than on the day of the start"),
        pytest.param(
            [(1, "2025-12-15"), (3, "2026-01-01"), (2, RECENT)],
            MET,
            id="a rating on the day of the start goes before an older one",
        ),
        pytest.param([(3, "2026-01-05"), (2, RECENT)], MET, id="lower than the first rating after the start"),
        pytest.param(
            [(1, "2025-06-01"), (3, "2025-12-15"), (2, RECENT)],
            MET,
            id="the latest before the start is compared",
        ),
        pytest.param(
            [(3, "2026-01-05"), (1, "2026-02-01"), (2, RECENT)],
            MET,
            id="the first after the start is compared",
        ),
        pytest.param(
            [(1, "2025-12-15"), (3, "2026-01-05"), (2, RECENT)],
            NOT_MET,
            id="a rating before the start goes before a later one",
        ),
        pytest.param([(3, "2025-12-15"), (1, "2026-01-15"), (2, RECENT)], MET, id="the latest is compared"),
        pytest.param([(2, RECENT)], OPEN, id="one rating alone"),
        pytest.param([(3, "2025-12-01"), (2, "2025-12-15")], OPEN, id="both ratings before the start"),
        pytest.param(
            [(3, f"{RECENT}T09:00:00Z"), (2, f"{RECENT}T15:00:00Z")], OPEN, id="both ratings on one day"
        ),
        pytest.param([(3, "2025-12-15"), (2, "2025-11-30")], OPEN, id="no rating since the start"),
        pytest.param([(3, "2025-12-15"), (2, RECENT), (1, RECENT)], OPEN, id="two contrary ratings of today"),
        pytest.param(
            [(3, "2025-12-15"), (2, "2025-12-15"), (1, RECENT)], OPEN, id="two contrary ratings at the start"
        ),
        pytest.param([(7, "2025-12-15"), (2, RECENT)], OPEN, id="a rating at the start that cannot be read"),
        pytest.param([(3, "2025-12-15"), (7, RECENT)], OPEN, id="a rating of today that cannot be read"),
        pytest.param([], OPEN, id="no rating"),
    ],
)
def test_improvement_may_show_in_two_ratings(
    facts: Reader, ratings: list[tuple[int, str]], truth: Truth | None
) -> None:
    resources = [rated(number, on) for number, on in ratings]
    assert facts(START, *resources)[IMPROVED].value == truth
    assert facts(START, *resources[::-1])[IMPROVED].value == truth


def test_both_ratings_are_cited(facts: Reader) -> None:
    fact = facts(START, rated(3, "2025-12-15"), rated(2, RECENT))[IMPROVED]
    assert [(e.fact, e.reference, e.value, e.note, e.counts_until) for e in fact.evidence] == [
        (RATING, f"Observation/2-{RECENT}", "moderate", "", "2026-05-21"),
        (RATING, "Observation/3-2025-12-15", "severe", "baseline", ""),
    ]


@pytest.mark.parametrize(
    ("latest", "truth"),
    [pytest.param("2025-12-01", MET, id="90 days old"), pytest.param("2025-11-30", OPEN, id="91 days old")],
)
def test_the_latest_rating_must_be_fresh(facts: Reader, latest: str, truth: Truth | None) -> None:
    early = service_start("2025-09-01")
    assert facts(early, rated(3, "2025-08-15"), rated(2, latest))[IMPROVED].value == truth


def test_ratings_under_different_codes_are_not_compared(facts: Reader) -> None:
    row = "system: urn:ehr, code: REC"
    site = f"""
codes: {{{RATING}: [{{{row}}}]}}
scales: [{{{row}, none: 0, mild: 1, moderate: 2, severe: 3}}]
"""
    theirs = observation(concept(coding("urn:ehr", "REC")), {"valueInteger": 3}, "2025-12-15")
    assert facts(START, theirs, rated(2, RECENT), site=site)[IMPROVED].value is OPEN
    now = observation(concept(coding("urn:ehr", "REC")), {"valueInteger": 2}, identity="now")
    assert facts(START, theirs, now, site=site)[IMPROVED].value is MET
