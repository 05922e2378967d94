"""How many events there were in a time: an open world, in which silence is no absence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.criteria.evaluated import Evaluate, criterion, found

TWO = {"events": ["stays"], "minimum": 2, "within": "12 months"}
NONE = {"events": ["stays"], "maximum": 0, "within": "90 days"}
ONE_OR_TWO = {"events": ["stays"], "minimum": 1, "maximum": 2, "within": "12 months"}
EITHER = {"events": ["stays", "calls"], "minimum": 3, "within": "12 months"}
NEITHER = {"events": ["stays", "calls"], "maximum": 0, "within": "90 days"}
SINCE = {"events": ["calls"], "minimum": 1, "since": "enrolled"}
NONE_SINCE = {"events": ["calls"], "maximum": 0, "since": "enrolled"}


@pytest.mark.parametrize(
    ("leaf", "stays", "expected"),
    [
        # two or more in twelve months, which begin on 2025-03-01
        pytest.param(TWO, "unknown", "unknown", id="nothing on file"),
        pytest.param(TWO, "2026-01-10", "unknown", id="one on file, others may be missing"),
        pytest.param(TWO, "2026-01-10, 2025-06-01", "met", id="two on file"),
        pytest.param(TWO, "2026-01-10, 2025-03-01", "met", id="the second on the first day"),
        pytest.param(TWO, "2026-01-10, 2025-02-28", "unknown", id="the second on the day before"),
        pytest.param(TWO, "2026-01-10, 2026-03-01", "met", id="the second today"),
        pytest.param(TWO, "2026-01-10, 2026-03-02", "unknown", id="the second tomorrow"),
        pytest.param(TWO, "2026-01-10, undated", "unknown", id="the second without a date"),
        pytest.param(TWO, "2026-01-10, 2025-02-20..2025-04-01", "unknown", id="a stay begun before"),
        pytest.param(TWO, "2026-01-10, told 2", "met", id="a clinician told of two"),
        pytest.param(TWO, "told 2", "met", id="two are told alone"),
        pytest.param(TWO, "told 1", "not_met", id="one is told"),
        pytest.param(TWO, "told none", "not_met", id="none is told"),
        pytest.param(TWO, "2026-01-10, 2025-06-01, told 1", "unknown", id="one is told of two on file"),
        pytest.param(TWO, "2026-01-10, told none", "not_met", id="one on file, none told: not two anyhow"),
        pytest.param(TWO, "2026-01-10, whole", "not_met", id="a whole record with one"),
        pytest.param(TWO, "2026-01-10, undated, whole", "unknown", id="a whole record, one undated"),
        pytest.param(TWO, "2026-01-10, 2025-02-20..2025-03-01, whole", "unknown", id="whole, begun before"),
        pytest.param(TWO, "2026-01-10, 2025-02-20..2025-02-28, whole", "not_met", id="whole, over before"),
        pytest.param(TWO, "2026-01-10, 2025-02-20..?, whole", "unknown", id="whole, its end not known"),
        pytest.param(TWO, "2026-01-10, 2026-03-02, whole", "not_met", id="whole, the second tomorrow"),
        pytest.param(TWO, "2026-01-10, told 2, whole", "unknown", id="more are told than a whole record has"),
        # none in 90 days, which begin on 2025-12-01
        pytest.param(NONE, "unknown", "unknown", id="silence is no absence"),
        pytest.param(NONE, "2025-06-01", "unknown", id="an early one is no absence since"),
        pytest.param(NONE, "told none", "met", id="none is told, and that is absence"),
        pytest.param(NONE, "told 1", "not_met", id="one is told, and that is none no more"),
        pytest.param(NONE, "whole, 2025-06-01", "met", id="a whole record without one in it"),
        pytest.param(NONE, "2025-12-01", "not_met", id="one on the first day"),
        pytest.param(NONE, "2025-11-30", "unknown", id="one on the day before"),
        pytest.param(NONE, "2025-11-30, told none", "met", id="one on the day before, none told since"),
        pytest.param(NONE, "2025-12-01, told none", "unknown", id="one on file, though none is told"),
        pytest.param(NONE, "undated, told none", "met", id="one without a date, none told"),
        pytest.param(NONE, "undated, whole", "unknown", id="one without a date in a whole record"),
        pytest.param(NONE, "2026-03-02", "unknown", id="one tomorrow, which is nothing yet"),
        pytest.param(NONE, "2026-03-02, told none", "met", id="one tomorrow, and none so far"),
        pytest.param(NONE, "2025-11-01..2026-02-01, whole", "unknown", id="a stay that reaches into it"),
        # one or two
        pytest.param(ONE_OR_TWO, "2026-01-10", "unknown", id="one on file, perhaps there are three"),
        pytest.param(ONE_OR_TWO, "2026-01-10, 2026-01-20, 2026-02-01", "not_met", id="three on file"),
        pytest.param(ONE_OR_TWO, "told none", "not_met", id="none is not one or two"),
        pytest.param(ONE_OR_TWO, "told 1", "met", id="one is told, of one or two"),
        pytest.param(ONE_OR_TWO, "told 2", "met", id="two are told, of one or two"),
        pytest.param(ONE_OR_TWO, "told 3", "not_met", id="three are told, of one or two"),
        pytest.param(ONE_OR_TWO, "2026-01-10, whole", "met", id="a whole record with one, of one or two"),
        pytest.param(ONE_OR_TWO, "2026-01-10, 2026-01-20, told none", "unknown", id="two on file, none told"),
    ],
)
def test_events_of_one_kind(evaluated: Evaluate, leaf: Mapping[str, Any], stays: str, expected: str) -> None:
    assert found(evaluated, criterion("A", leaf), {"stays": stays}).outcome == expected


@pytest.mark.parametrize(
    ("leaf", "stays", "calls", "expected"),
    [
        pytest.param(EITHER, "2026-01-10", "2026-02-01, 2026-02-02", "met", id="one and two"),
        pytest.param(EITHER, "2026-01-10", "2026-02-01", "unknown", id="one and one"),
        pytest.param(EITHER, "told 1", "2026-02-01, 2026-02-02", "met", id="one told and two on file"),
        pytest.param(EITHER, "told 1", "2026-02-01", "unknown", id="one told and one on file"),
        pytest.param(EITHER, "told 1", "unknown", "unknown", id="one told, and of the other nothing"),
        pytest.param(EITHER, "told 1", "told 1", "not_met", id="one told and one told"),
        pytest.param(EITHER, "told 1", "told 2", "met", id="one told and two told"),
        pytest.param(EITHER, "told 1", "2026-02-01, whole", "not_met", id="one told, and a whole record"),
        pytest.param(EITHER, "told 3", "unknown", "met", id="three told suffice"),
        pytest.param(EITHER, "told 1", "2026-02-01, 2026-02-02, told 1", "unknown", id="two on file of one"),
        pytest.param(NEITHER, "told none", "unknown", "unknown", id="none told of one kind alone"),
        pytest.param(NEITHER, "told none", "told none", "met", id="none told of either kind"),
        pytest.param(NEITHER, "told none", "2026-02-01", "not_met", id="none told, one of the other kind"),
        pytest.param(NEITHER, "unknown", "told 1", "not_met", id="one told, of the other nothing"),
    ],
)
def test_events_of_two_kinds(
    evaluated: Evaluate, leaf: Mapping[str, Any], stays: str, calls: str, expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), {"stays": stays, "calls": calls}).outcome == expected


@pytest.mark.parametrize(
    ("leaf", "enrolled", "calls", "expected"),
    [
        pytest.param(SINCE, "2026-01-05", "2026-01-05", "met", id="on the day of enrolment"),
        pytest.param(SINCE, "2026-01-05", "2026-01-04", "unknown", id="on the day before enrolment"),
        pytest.param(SINCE, "2026-01-05", "told none", "not_met", id="none told since enrolment"),
        pytest.param(NONE_SINCE, "2026-01-05", "told none", "met", id="absence since enrolment"),
        pytest.param(NONE_SINCE, "2026-01-05", "2026-01-04", "unknown", id="silence since enrolment"),
        pytest.param(NONE_SINCE, "unknown", "told none", "unknown", id="the enrolment is not known"),
        pytest.param(NONE_SINCE, "not_met", "told none", "unknown", id="there was no enrolment"),
        pytest.param(NONE_SINCE, "2026-03-01", "told none", "met", id="enrolled today"),
        pytest.param(NONE_SINCE, "2026-03-02", "told none", "unknown", id="enrolled tomorrow"),
    ],
)
def test_events_since_a_date(
    evaluated: Evaluate, leaf: Mapping[str, Any], enrolled: str, calls: str, expected: str
) -> None:
    assert found(evaluated, criterion("A", leaf), {"enrolled": enrolled, "calls": calls}).outcome == expected


@pytest.mark.parametrize(
    ("within", "on", "day", "expected"),
    [
        ("1 month", "2026-03-31", "2026-02-28", "met"),
        ("1 month", "2026-03-31", "2026-02-27", "unknown"),
        ("1 month", "2024-03-30", "2024-02-29", "met"),
        ("1 year", "2024-02-29", "2023-03-01", "met"),
        ("1 year", "2024-02-29", "2023-02-28", "unknown"),
        ("1 year", "2025-03-01", "2024-02-29", "unknown"),
        ("1 year", "2025-02-28", "2024-02-29", "met"),
    ],
)
def test_a_window_begins_on_the_calendar_day(
    evaluated: Evaluate, within: str, on: str, day: str, expected: str
) -> None:
    leaf = {"events": ["stays"], "minimum": 1, "within": within}
    determined = evaluated(criterion("A", leaf), {"stays": day}, date.fromisoformat(on))
    assert determined.outcome.value == expected


@pytest.mark.parametrize(
    ("stays", "calls", "missing"),
    [
        pytest.param(
            "2026-01-10",
            "unknown",
            {"stays": "1 so far; the record may lack some", "calls": "nothing on file"},
            id="both may lack some",
        ),
        pytest.param("told 1", "2026-02-01", {"calls": "1 so far; the record may lack some"}, id="one told"),
        pytest.param(
            "told 1",
            "2026-02-01, 2026-02-02, told 1",
            {"calls": "the record and what a clinician told of it differ"},
            id="one disputed",
        ),
        pytest.param(
            "told 1",
            "2026-02-01, undated, whole",
            {"calls": "it is not known whether one on file lies in this time"},
            id="one undated",
        ),
    ],
)
def test_of_each_kind_that_is_open_is_told_what_it_lacks(
    evaluated: Evaluate, stays: str, calls: str, missing: Mapping[str, str]
) -> None:
    finding = found(evaluated, criterion("A", EITHER), {"stays": stays, "calls": calls})
    assert {each.fact: each.reason for each in finding.missing} == missing


@pytest.mark.parametrize(
    ("enrolled", "code"),
    [
        ("unknown", ReasonCode.NOT_ON_FILE),
        ("not_met", ReasonCode.POLICY_SILENT),
        ("2026-03-02", ReasonCode.FUTURE),
    ],
)
def test_a_time_without_a_beginning_is_why_it_is_open(
    evaluated: Evaluate, enrolled: str, code: ReasonCode
) -> None:
    finding = found(evaluated, criterion("A", SINCE), {"enrolled": enrolled, "calls": "told 2"})
    assert [(each.fact, each.code, bool(each.reason)) for each in finding.missing] == [
        ("enrolled", code, True)
    ]
