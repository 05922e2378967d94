"""How long a stay lasted: its last day is not counted, and what is not known of it is not assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.criteria.evaluated import Evaluate, criterion, found

MORE = {"lasting": ["stays"], "more_than": "30 days", "within": "12 months"}
THIRTY = {"lasting": ["stays"], "at_least": "30 days", "within": "12 months"}
BRIDGED = {**THIRTY, "bridging": 2}
MONTH = {"lasting": ["stays"], "at_least": "1 month", "within": "12 months"}
EITHER = {"lasting": ["stays", "calls"], "at_least": "30 days", "within": "12 months"}
SINCE = {"lasting": ["stays"], "at_least": "30 days", "since": "enrolled"}


@pytest.mark.parametrize(
    ("leaf", "stays", "expected"),
    [
        pytest.param(MORE, "unknown", "unknown", id="nothing on file"),
        pytest.param(MORE, "2026-01-01..2026-01-31", "unknown", id="30 days are not more than 30"),
        pytest.param(MORE, "2026-01-01..2026-01-31, whole", "not_met", id="30 days, and no other stay"),
        pytest.param(MORE, "2026-01-01..2026-02-01", "met", id="31 days are more than 30"),
        pytest.param(THIRTY, "2026-01-01..2026-01-30", "unknown", id="29 days are not 30"),
        pytest.param(THIRTY, "2026-01-01..2026-01-30, whole", "not_met", id="29 days, and no other stay"),
        pytest.param(THIRTY, "2026-01-01..2026-01-31", "met", id="30 days"),
        pytest.param(THIRTY, "2026-01-01", "unknown", id="one day"),
        pytest.param(MONTH, "2026-01-31..2026-02-27, whole", "not_met", id="a day less than a month"),
        pytest.param(MONTH, "2026-01-31..2026-02-28", "met", id="a month that ends on its last day"),
        # one that goes on, or whose end is not known
        pytest.param(THIRTY, "2026-01-30..", "met", id="since 30 days"),
        pytest.param(THIRTY, "2026-01-31..", "unknown", id="since 29 days"),
        pytest.param(THIRTY, "2026-01-31.., whole", "not_met", id="since 29 days, and no other stay"),
        pytest.param(THIRTY, "2026-01-30..?, whole", "unknown", id="perhaps since 30 days"),
        pytest.param(THIRTY, "2026-01-31..?, whole", "not_met", id="perhaps since 29 days, no other stay"),
        pytest.param(THIRTY, "2026-02-01..2026-04-01", "unknown", id="planned for long, since 28 days"),
        pytest.param(THIRTY, "2026-02-01..2026-04-01, whole", "not_met", id="planned for long, no other"),
        pytest.param(THIRTY, "2026-03-02..2026-04-30, whole", "not_met", id="one that begins tomorrow"),
        # one begun before the time, which begins on 2025-03-01
        pytest.param(THIRTY, "2025-01-01..2025-03-31", "met", id="30 days of it lie in the time"),
        pytest.param(THIRTY, "2025-01-01..2025-03-30", "unknown", id="29 days of it lie in the time"),
        pytest.param(THIRTY, "2025-01-01..2025-03-30, whole", "unknown", id="29 in it, and no other stay"),
        pytest.param(THIRTY, "2025-03-02..2025-03-31, whole", "not_met", id="29 days, all in the time"),
        pytest.param(THIRTY, "2024-01-01..2025-02-28, whole", "not_met", id="long, and over before it"),
        pytest.param(THIRTY, "2024-01-01..2025-02-28", "unknown", id="long before, since then nothing known"),
        # the longest of a list that may lack some
        pytest.param(THIRTY, "2026-01-01..2026-01-05, 2026-02-01..2026-02-20", "unknown", id="short ones"),
        pytest.param(THIRTY, "2026-01-01..2026-01-05, undated, whole", "unknown", id="one without a date"),
        # what a clinician told of their number
        pytest.param(THIRTY, "told none", "not_met", id="none is told"),
        pytest.param(THIRTY, "told 2", "unknown", id="two are told, of unknown length"),
        pytest.param(THIRTY, "2026-01-01..2026-01-31, told none", "unknown", id="one on file, none told"),
        pytest.param(THIRTY, "2026-01-01..2026-01-05, told none", "unknown", id="a short one, none told"),
        pytest.param(THIRTY, "2024-01-01..2025-02-28, told none", "not_met", id="long before, none since"),
        pytest.param(THIRTY, "undated, told none", "not_met", id="one without a date, none told"),
        pytest.param(THIRTY, "2026-01-01..2026-01-31, told 1", "met", id="one on file, one told"),
        # stays that follow each other
        pytest.param(THIRTY, "2026-01-01..2026-01-15, 2026-01-15..2026-01-31", "met", id="moved on a day"),
        pytest.param(THIRTY, "2026-01-01..2026-01-15, 2026-01-16..2026-01-31", "unknown", id="a day between"),
        pytest.param(BRIDGED, "2026-01-01..2026-01-15, 2026-01-17..2026-01-31", "met", id="2 days between"),
        pytest.param(BRIDGED, "2026-01-01..2026-01-15, 2026-01-18..2026-01-31", "unknown", id="3 between"),
        pytest.param(
            BRIDGED, "2026-01-01..2026-01-15, 2026-01-18..2026-01-31, whole", "not_met", id="3, and whole"
        ),
        pytest.param(
            THIRTY, "2026-01-01..2026-01-31, 2026-01-10..2026-01-12", "met", id="one within another"
        ),
    ],
)
def test_how_long_one_kind_lasted(
    evaluated: Evaluate, leaf: Mapping[str, Any], stays: str, expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), {"stays": stays}).outcome == expected


@pytest.mark.parametrize(
    ("stays", "calls", "expected"),
    [
        pytest.param("2026-01-01..2026-01-15", "2026-01-15..2026-01-31", "met", id="from one into the other"),
        pytest.param("told none", "unknown", "unknown", id="none told of one kind alone"),
        pytest.param("told none", "told none", "not_met", id="none told of both kinds"),
        pytest.param("told none", "2026-01-01..2026-01-05, whole", "not_met", id="none told, and whole"),
        pytest.param("told none", "2026-01-01..2026-01-31", "met", id="none told of the other kind"),
        pytest.param(
            "2026-01-01..2026-01-31, told none", "unknown", "unknown", id="long, and none told of its kind"
        ),
        pytest.param(
            "2026-01-01..2026-01-31, told none",
            "told none",
            "unknown",
            id="long, and none told of both kinds",
        ),
    ],
)
def test_how_long_one_of_two_kinds_lasted(evaluated: Evaluate, stays: str, calls: str, expected: str) -> None:
    assert found(evaluated, criterion("A", EITHER), {"stays": stays, "calls": calls}).outcome == expected


@pytest.mark.parametrize(
    ("enrolled", "stays", "expected"),
    [
        ("2026-01-05", "2026-01-01..2026-02-04", "met"),
        ("2026-01-06", "2026-01-01..2026-02-04", "unknown"),
        ("not_met", "2026-01-01..2026-02-04", "unknown"),
        ("unknown", "told none", "unknown"),
    ],
)
def test_how_long_one_lasted_since_a_date(
    evaluated: Evaluate, enrolled: str, stays: str, expected: str
) -> None:
    stated = {"enrolled": enrolled, "stays": stays}
    assert found(evaluated, criterion("A", SINCE), stated).outcome == expected


@pytest.mark.parametrize(
    ("stays", "calls", "missing"),
    [
        pytest.param(
            "2026-01-01..2026-01-31, told none",
            "unknown",
            {"stays": "the record and what a clinician told of it differ", "calls": "nothing on file"},
            id="one disputed, of the other nothing",
        ),
        pytest.param("told none", "2026-02-01", {"calls": "the record may lack some"}, id="one of two told"),
        pytest.param(
            "told none",
            "2026-01-01..?, whole",
            {"calls": "it is not known how long one on file lasted in this time"},
            id="an end that is not known",
        ),
        pytest.param(
            "told none",
            "undated, whole",
            {"calls": "it is not known whether one on file lies in this time"},
            id="one without a date",
        ),
    ],
)
def test_of_each_kind_that_is_open_is_told_what_it_lacks(
    evaluated: Evaluate, stays: str, calls: str, missing: Mapping[str, str]
) -> None:
    finding = found(evaluated, criterion("A", EITHER), {"stays": stays, "calls": calls})
    assert {each.fact: each.reason for each in finding.missing} == missing
