"""How long ago something happened, and how near to something else: both ends of a span are included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.criteria.evaluated import Evaluate, criterion, found

ENOUGH = {"date": "enrolled", "at_least": "6 months"}
LONG = {"date": "enrolled", "more_than": "6 months"}
RECURRING = {"date": "event", "more_than": "6 months"}
AFTER = {"date": "enrolled", "within": "90 days", "after": "discharged"}
BEFORE = {"date": "enrolled", "within": "90 days", "before": "discharged"}
AROUND = {"date": "enrolled", "within": "90 days", "around": "discharged"}
RECURRING_AFTER = {"date": "event", "within": "90 days", "after": "discharged"}
AFTER_RECURRING = {"date": "enrolled", "within": "90 days", "after": "event"}


@pytest.mark.parametrize(
    ("leaf", "day", "expected"),
    [
        # six months before 2026-03-01
        pytest.param(ENOUGH, "2025-09-01", "met", id="six months ago"),
        pytest.param(ENOUGH, "2025-09-02", "not_met", id="a day less than six months ago"),
        pytest.param(LONG, "2025-08-31", "met", id="a day more than six months ago"),
        pytest.param(LONG, "2025-09-01", "not_met", id="six months ago are not more than six"),
        pytest.param(LONG, "2026-03-01", "not_met", id="today"),
        pytest.param(LONG, "2026-03-02", "unknown", id="tomorrow"),
        pytest.param(LONG, "not_met", "not_met", id="it did not happen"),
        pytest.param(LONG, "unknown", "unknown", id="nobody said when"),
    ],
)
def test_what_happens_once_was_long_ago(
    evaluated: Evaluate, leaf: Mapping[str, Any], day: str, expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), {"enrolled": day}).outcome == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2025-08-31", "unknown", id="long ago, and a later one may be missing"),
        pytest.param("2025-09-01", "not_met", id="the latest is too recent"),
        pytest.param("2026-03-02", "unknown", id="tomorrow"),
        pytest.param("not_met", "not_met", id="it did not happen"),
        pytest.param("unknown", "unknown", id="nobody said when"),
    ],
)
def test_of_what_recurs_a_later_one_may_be_missing(evaluated: Evaluate, day: str, expected: str) -> None:
    assert found(evaluated, criterion("A", RECURRING), {"event": day}).outcome == expected


@pytest.mark.parametrize(
    ("length", "on", "day", "expected"),
    [
        ("6 months", "2026-08-31", "2026-02-28", "met"),
        ("6 months", "2026-08-31", "2026-03-01", "not_met"),
        ("1 year", "2025-02-28", "2024-02-29", "not_met"),
        ("1 year", "2025-03-01", "2024-02-29", "met"),
        ("1 year", "2024-02-29", "2023-03-01", "met"),
        ("1 year", "2024-02-29", "2023-03-02", "not_met"),
        ("30 days", "2026-03-01", "2026-01-30", "met"),
        ("30 days", "2026-03-01", "2026-01-31", "not_met"),
    ],
)
def test_long_ago_is_told_by_the_calendar(
    evaluated: Evaluate, length: str, on: str, day: str, expected: str
) -> None:
    leaf = {"date": "enrolled", "at_least": length}
    determined = evaluated(criterion("A", leaf), {"enrolled": day}, date.fromisoformat(on))
    assert determined.outcome.value == expected


@pytest.mark.parametrize(
    ("leaf", "day", "expected"),
    [
        # within 90 days of a discharge on 2025-10-01: to 2025-12-30, or from 2025-07-03
        pytest.param(AFTER, "2025-09-30", "not_met", id="the day before it, though after is asked for"),
        pytest.param(AFTER, "2025-10-01", "met", id="after: on the day"),
        pytest.param(AFTER, "2025-12-30", "met", id="after: 90 days"),
        pytest.param(AFTER, "2025-12-31", "not_met", id="after: 91 days"),
        pytest.param(BEFORE, "2025-07-02", "not_met", id="before: 91 days"),
        pytest.param(BEFORE, "2025-07-03", "met", id="before: 90 days"),
        pytest.param(BEFORE, "2025-10-01", "met", id="before: on the day"),
        pytest.param(BEFORE, "2025-10-02", "not_met", id="the day after it, though before is asked for"),
        pytest.param(AROUND, "2025-07-02", "not_met", id="around: 91 days before"),
        pytest.param(AROUND, "2025-07-03", "met", id="around: 90 days before"),
        pytest.param(AROUND, "2025-12-30", "met", id="around: 90 days after"),
        pytest.param(AROUND, "2025-12-31", "not_met", id="around: 91 days after"),
        pytest.param(AROUND, "not_met", "not_met", id="it did not happen"),
        pytest.param(AROUND, "unknown", "unknown", id="nobody said when"),
        pytest.param(AFTER, "2026-03-02", "unknown", id="tomorrow"),
    ],
)
def test_one_date_is_near_another(
    evaluated: Evaluate, leaf: Mapping[str, Any], day: str, expected: str
) -> None:
    stated = {"enrolled": day, "discharged": "2025-10-01"}
    assert found(evaluated, criterion("A", leaf), stated).outcome == expected


@pytest.mark.parametrize(
    ("leaf", "stated", "expected"),
    [
        pytest.param(AFTER, {"enrolled": "2026-01-01"}, "unknown", id="the other is not known"),
        pytest.param(
            AFTER, {"enrolled": "2026-01-01", "discharged": "not_met"}, "not_met", id="there is no other"
        ),
        pytest.param(AFTER, {"discharged": "not_met"}, "not_met", id="no other, and the first not known"),
        pytest.param(
            BEFORE, {"enrolled": "2026-02-01", "discharged": "2026-03-02"}, "unknown", id="one to come"
        ),
        pytest.param(
            RECURRING_AFTER, {"event": "2025-12-30", "discharged": "2025-10-01"}, "met", id="it recurs: near"
        ),
        pytest.param(
            RECURRING_AFTER, {"event": "2025-12-31", "discharged": "2025-10-01"}, "unknown", id="it recurs"
        ),
        pytest.param(
            AFTER_RECURRING, {"enrolled": "2025-12-31", "event": "2025-10-01"}, "unknown", id="that recurs"
        ),
    ],
)
def test_of_two_dates_one_may_not_be_known_or_recur(
    evaluated: Evaluate, leaf: Mapping[str, Any], stated: Mapping[str, str], expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), stated).outcome == expected


@pytest.mark.parametrize(
    ("leaf", "stated", "missing"),
    [
        pytest.param(
            RECURRING,
            {"event": "2025-08-31"},
            [("event", ReasonCode.STALE)],
            id="a later one may be missing",
        ),
        pytest.param(LONG, {"enrolled": "2026-03-02"}, [("enrolled", ReasonCode.FUTURE)], id="one to come"),
        pytest.param(
            RECURRING_AFTER,
            {"event": "2025-12-31", "discharged": "2025-10-01"},
            [("event", ReasonCode.MAY_LACK_SOME)],
            id="one that fits may be missing",
        ),
        pytest.param(
            AFTER,
            {},
            [("enrolled", ReasonCode.NOT_ON_FILE), ("discharged", ReasonCode.NOT_ON_FILE)],
            id="both are missing",
        ),
        pytest.param(
            AFTER,
            {"enrolled": "2025-12-31"},
            [("discharged", ReasonCode.NOT_ON_FILE)],
            id="the other is missing",
        ),
    ],
)
def test_why_a_date_is_open(
    evaluated: Evaluate,
    leaf: Mapping[str, Any],
    stated: Mapping[str, str],
    missing: list[tuple[str, ReasonCode]],
) -> None:
    finding = found(evaluated, criterion("A", leaf), stated)
    assert [(each.fact, each.code) for each in finding.missing] == missing
