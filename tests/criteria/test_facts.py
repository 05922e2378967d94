"""Values as a case table writes them."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.events import Event, Events
from criteria.fact_values import Given, parse_given
from criteria.facts import Count, Fact, FactKind, FactType, Value
from criteria.spans import BirthDate
from criteria.truth import Truth

ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FactKind.TRUTH, "met", Truth.MET),
        (FactKind.TRUTH, "not_met", Truth.NOT_MET),
        (FactKind.SCORE, "17", 17),
        (FactKind.RATING, "none", 0),
        (FactKind.RATING, "moderate", 2),
        (FactKind.RATING, "extreme", 4),
        (FactKind.COUNT, "2", Count(2, None)),
        (FactKind.COUNT, "0", Count(0, None)),
        (FactKind.COUNT, "none", Count(0, 0)),
        (FactKind.DATE, "2026-02-28", date(2026, 2, 28)),
        (FactKind.DATE, "not_met", Truth.NOT_MET),
        (FactKind.BIRTH_DATE, "2010", BirthDate(date(2010, 1, 1), date(2010, 12, 31))),
    ],
)
def test_a_value_is_read_by_the_kind_of_its_fact(kind: FactKind, text: str, value: Value) -> None:
    assert parse_given(FactType(kind), text, ON).value == value


@pytest.mark.parametrize(
    ("kind", "text", "value", "day"),
    [
        (FactKind.SCORE, "19", 19, ON),
        (FactKind.SCORE, "19 on 2026-02-01", 19, date(2026, 2, 1)),
        (FactKind.SCORE, "-2 on 2024-02-29", -2, date(2024, 2, 29)),
        (FactKind.RATING, "mild", 1, ON),
        (FactKind.RATING, "mild on 2026-02-01", 1, date(2026, 2, 1)),
        (FactKind.CHANGE, "-5", -5, None),
        (FactKind.CHANGE, "5", 5, None),
        (FactKind.COUNT, "2", Count(2), None),
    ],
)
def test_a_score_and_a_rating_are_of_a_day(kind: FactKind, text: str, value: Value, day: date | None) -> None:
    assert parse_given(FactType(kind), text, ON) == Given(value, day)


def event(began: str, lasted_to: str | None = None, may_have_lasted_to: str | None = None) -> Event:
    last = lasted_to or began
    began_on, ended_on, may_have_ended_on = map(date.fromisoformat, (began, last, may_have_lasted_to or last))
    return Event(began_on, ended_on, may_have_ended_on)


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("2026-01-02", Events((event("2026-01-02"),))),
        ("2026-01-02..2026-01-20", Events((event("2026-01-02", "2026-01-20"),))),
        ("2026-01-02..2026-01-02", Events((event("2026-01-02"),))),
        ("2026-01-02..", Events((event("2026-01-02", "2026-03-01"),))),
        ("2026-01-02..?", Events((event("2026-01-02", "2026-01-02", "2026-03-01"),))),
        ("2026-03-05..", Events((event("2026-03-05"),))),
        ("2026-03-05..?", Events((event("2026-03-05"),))),
        ("undated", Events(undated=1)),
        ("undated, undated", Events(undated=2)),
        ("whole", Events(is_whole=True)),
        ("told 2", Events(told=2)),
        ("told none", Events(told=0)),
        ("told 0", Events(told=0)),
        (
            "2026-01-02..2026-01-20, 2026-02-03,  undated, told 2, whole",
            Events((event("2026-01-02", "2026-01-20"), event("2026-02-03")), 1, is_whole=True, told=2),
        ),
    ],
)
def test_events_stand_side_by_side(text: str, events: Events) -> None:
    assert parse_given(FactType(FactKind.EVENTS), text, ON) == Given(events)


@pytest.mark.parametrize("score", ["7", "35", "7 on 2026-02-01"])
def test_a_score_may_be_at_either_end_of_its_range(score: str) -> None:
    assert parse_given(FactType(FactKind.SCORE, range=(7, 35)), score, ON).value in (7, 35)


@pytest.mark.parametrize("score", ["6", "36", "36 on 2026-02-01"])
def test_a_score_out_of_its_range_is_refused(score: str) -> None:
    with pytest.raises(ValueError, match=r"(6|36) is out of the range 7 to 35"):
        parse_given(FactType(FactKind.SCORE, range=(7, 35)), score, ON)


@pytest.mark.parametrize("kind", FactKind)
def test_unknown_is_no_value_of_any_kind(kind: FactKind) -> None:
    assert parse_given(FactType(kind), "unknown", ON) == Given(None)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (FactKind.TRUTH, "yes", "expected met, not_met, unknown, got 'yes'"),
        (FactKind.RATING, "2", "expected none, mild, moderate, severe, extreme or unknown, got '2'"),
        (FactKind.SCORE, "16.5", "expected a whole number or unknown, got"),
        (FactKind.COUNT, "many", "expected a whole number or unknown, got"),
        (FactKind.SCORE, "19 on", "expected a whole number or unknown, got '19 on'"),
        (FactKind.SCORE, "19 on ", "Invalid isoformat string"),
        (FactKind.SCORE, "19 on soon", "Invalid isoformat string"),
        (FactKind.SCORE, "19 on 2026-02-30", "day is out of range"),
        (FactKind.SCORE, "unknown on 2026-02-01", "expected a whole number or unknown, got 'unknown'"),
        (FactKind.SCORE, "1e3", "expected a whole number or unknown, got"),
        (FactKind.RATING, "2 on 2026-02-01", "expected none, mild, moderate, severe, extreme"),
        (FactKind.CHANGE, "none", "expected a whole number or unknown, got"),
        (FactKind.CHANGE, "5 on 2026-02-01", "expected a whole number or unknown, got"),
        (FactKind.COUNT, "-1", "expected a number of 0 or more, none or unknown, got '-1'"),
        (FactKind.DATE, "met", "Invalid isoformat string"),
        (FactKind.EVENTS, "2", "expected events such as 2026-01-02, .* got '2'"),
        (FactKind.EVENTS, "none", "expected events such as .* got 'none'"),
        (FactKind.EVENTS, "2026-01-02,", "expected events such as .* got ''"),
        (FactKind.EVENTS, "unknown, told 2", "expected events such as .* got 'unknown'"),
        (FactKind.EVENTS, "2026-01-02 .. 2026-01-05", "expected events such as .* got"),
        (FactKind.EVENTS, "2026-01-05..2026-01-02", "2026-01-05..2026-01-02 ends before it begins"),
        (FactKind.EVENTS, "2026-02-30", "day is out of range"),
        (FactKind.EVENTS, "told", "expected events such as .* got 'told'"),
        (FactKind.EVENTS, "told many", "expected a whole number or unknown, got 'many'"),
        (FactKind.EVENTS, "told -1", "expected a number of 0 or more"),
        (FactKind.EVENTS, "told 1, told 2", "expected events such as .* got 'told 2'"),
        (FactKind.BIRTH_DATE, "soon", "expected a date such as"),
        (FactKind.SCORE_GROUP, "65", "a group of scores has no value of its own, got '65': give its members"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: FactKind, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_given(FactType(kind), text, ON)


@pytest.mark.parametrize("value", [None, 1, Count(3), date(2026, 1, 1)])
def test_only_a_truth_makes_a_fact_true_or_false(value: Value | None) -> None:
    assert Fact("any", value).truth is Truth.UNKNOWN
