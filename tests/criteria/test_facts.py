"""Values as a case table writes them."""

from __future__ import annotations

from datetime import date

import pytest

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
        (FactKind.DATE, "met", "Invalid isoformat string"),
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
