"""For how long an answer counts."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import yes


@pytest.mark.parametrize(
    ("fact", "on", "truth"),
    [
        pytest.param(FACT, "2025-12-01", MET, id="90 days ago"),
        pytest.param(FACT, "2025-11-30", OPEN, id="91 days ago"),
        pytest.param("lpha-evaluation", "2025-03-01", MET, id="an evaluation 365 days ago"),
        pytest.param("lpha-evaluation", "2025-02-28", OPEN, id="an evaluation 366 days ago"),
        pytest.param("lpha-evaluation-independent", "2025-03-01", MET, id="independence 365 days ago"),
        pytest.param("lpha-evaluation-independent", "2025-02-28", OPEN, id="independence 366 days ago"),
        pytest.param("lpha-recommends", "2025-03-01", MET, id="a recommendation 365 days ago"),
        pytest.param("lpha-recommends", "2025-02-28", OPEN, id="a recommendation 366 days ago"),
        pytest.param(FACT, "2026-03-01", MET, id="today"),
        pytest.param(FACT, "2026-03-02", OPEN, id="tomorrow"),
        pytest.param(FACT, None, OPEN, id="on no date"),
    ],
)
def test_an_answer_counts_for_its_window(
    facts: Reader, fact: str, on: str | None, truth: Truth | None
) -> None:
    assert facts(yes(fact, on))[fact].value == truth


@pytest.mark.parametrize(
    ("windows", "on", "truth"),
    [
        pytest.param("attestation: 180 days", "2025-09-02", MET, id="a longer window for all, its last day"),
        pytest.param("attestation: 180 days", "2025-09-01", OPEN, id="a longer window for all, a day late"),
        pytest.param("attestation: 30 days", "2026-01-29", OPEN, id="a shorter window for all, a day late"),
        pytest.param(f"{FACT}: 180 days", "2025-09-02", MET, id="a window for one fact"),
        pytest.param(
            f"{FACT}: 30 days, attestation: 180 days",
            "2026-01-29",
            OPEN,
            id="a window for one fact goes before the window for all",
        ),
        pytest.param("authorization: 10 days", "2025-12-01", MET, id="another window changes nothing"),
    ],
)
def test_a_site_sets_windows(facts: Reader, windows: str, on: str, truth: Truth | None) -> None:
    assert facts(yes(FACT, on), site=f"windows: {{{windows}}}")[FACT].value == truth


def test_a_stale_answer_is_shown_with_its_date(facts: Reader) -> None:
    fact = facts(yes(FACT, "2025-11-30"))[FACT]
    assert fact.reason == "the latest, of 2025-11-30, is older than 90 days"
    assert [(hint.date, hint.value) for hint in fact.hints] == [("2025-11-30", "yes")]
