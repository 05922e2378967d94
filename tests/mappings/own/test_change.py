"""How much a score or a rating changed since the last review, and when that cannot be told."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.own.own_facts import own_facts
from tests.support.fhir import Json, observation, score

REVIEW = observation("reviewed", {"valueDateTime": "2025-12-01"}, "2025-12-01")


def locus(value: int, on: str, identity: str, **elements: object) -> Json:
    return score("locus", value, on, identity=identity, **elements)


BEFORE, AFTER = locus(24, "2025-11-20", "before"), locus(19, "2026-02-20", "after")


def test_a_change_is_the_newest_less_the_one_in_force_at_the_review() -> None:
    fact = own_facts(REVIEW, BEFORE, AFTER)["locus-change"]
    assert fact.value == -5
    assert [(each.reference, each.value, each.note) for each in fact.evidence] == [
        ("Observation/after", 19, "-5 since 2025-12-01"),
        ("Observation/before", 24, "in force on 2025-12-01"),
    ]


def test_of_several_before_the_review_the_latest_was_in_force() -> None:
    earlier = locus(30, "2025-10-01", "earlier")
    assert own_facts(REVIEW, earlier, BEFORE, AFTER)["locus-change"].value == -5


def test_one_of_the_day_of_the_review_was_in_force() -> None:
    on_the_day = locus(21, "2025-12-01", "on-the-day")
    assert own_facts(REVIEW, BEFORE, on_the_day, AFTER)["locus-change"].value == -2


def test_a_rating_rises_by_its_steps() -> None:
    before = score("living", 1, "2025-11-20", identity="before")
    after = score("living", 3, identity="after")
    fact = own_facts(REVIEW, before, after)["living-change"]
    assert fact.value == 2
    assert [(each.value, each.note) for each in fact.evidence] == [
        ("severe", "+2 since 2025-12-01"),
        ("mild", "in force on 2025-12-01"),
    ]


@pytest.mark.parametrize(
    ("resources", "reason", "code"),
    [
        pytest.param(
            [REVIEW, AFTER],
            "there is none that was in force on 2025-12-01",
            ReasonCode.NOT_ON_FILE,
            id="none before",
        ),
        pytest.param([BEFORE, AFTER], "a clinician can supply it", ReasonCode.NOT_ON_FILE, id="no review"),
        pytest.param([REVIEW], "a clinician can supply it", ReasonCode.NOT_ON_FILE, id="no score"),
        pytest.param(
            [REVIEW, BEFORE], "there is none since 2025-12-01", ReasonCode.NOT_ON_FILE, id="none since"
        ),
        pytest.param(
            [REVIEW, locus(24, "2025-12-01", "same")],
            "there is none since 2025-12-01",
            ReasonCode.NOT_ON_FILE,
            id="only one of that day",
        ),
        pytest.param(
            [REVIEW, locus(24, "2025-06-03", "old"), AFTER],
            "there is none that was in force on 2025-12-01",
            ReasonCode.NOT_ON_FILE,
            id="one that no longer counted at the review",
        ),
        pytest.param(
            [REVIEW, BEFORE, locus(19, "2025-08-01", "stale")],
            "there is none since 2025-12-01",
            ReasonCode.NOT_ON_FILE,
            id="an older one",
        ),
        pytest.param(
            [REVIEW, BEFORE, locus(99, "2026-02-20", "wrong")],
            "99 is out of the range 7-35",
            ReasonCode.OUT_OF_RANGE,
            id="a newest that is out of range",
        ),
        pytest.param(
            [REVIEW, locus(99, "2025-11-20", "wrong"), AFTER],
            "the one in force on 2025-12-01 cannot be told",
            ReasonCode.UNCLEAR_SCALE,
            id="one before that is out of range",
        ),
        pytest.param(
            [REVIEW, BEFORE, locus(20, "2025-11-20", "contrary"), AFTER],
            "the one in force on 2025-12-01 cannot be told",
            ReasonCode.UNCLEAR_SCALE,
            id="two before that differ",
        ),
    ],
)
def test_what_is_lacking_leaves_the_change_unknown(
    resources: list[Json], reason: str, code: ReasonCode
) -> None:
    fact = own_facts(*resources)["locus-change"]
    assert (fact.value, fact.reason, fact.code) == (None, reason, code)


def test_the_oldest_that_counted_at_the_review_is_of_180_days_before_it() -> None:
    assert own_facts(REVIEW, locus(24, "2025-06-04", "old"), AFTER)["locus-change"].value == -5


def test_a_score_says_of_which_day_it_is() -> None:
    fact = own_facts(AFTER)["locus"]
    assert str(fact.day) == "2026-02-20"
