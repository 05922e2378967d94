"""Quantities: the numbers that a sentence states, and what only looks like one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from criteria.check.quantities import quantities


def said(text: str) -> list[tuple[Fraction, str]]:
    """The numbers of a text, each with its unit."""
    return [(each.value, each.unit) for each in quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("composite score of 17 to 22, completed within 60 days", [(17, ""), (22, ""), (60, "day")]),
        ("two or more admissions in the last 12 months", [(2, ""), (12, "month")]),
        ("within six months", [(6, "month")]),
        ("at least one year", [(12, "month")]),
        ("two weeks", [(14, "day")]),
        ("the first 48 hours", [(2, "day")]),
        ("sixty (60) calendar days", [(60, "day")]),
        ("one hundred and eighty (180) days", [(180, "day")]),
        ("thirty-one days and twenty two days", [(31, "day"), (22, "day")]),
        ("1,500 units", [(1500, "")]),
        ("in the 81st percentile", [(81, "")]),
        ("age 1.5-5 years", [(Fraction(3, 2), ""), (60, "month")]),
        ("ages 0-21", [(0, ""), (21, "")]),
        ("a 90-day period", [(90, "day")]),
        ("at least twice a month", [(2, "")]),
        ("half of the goals, or 50 percent of them", [(Fraction(1, 2), ""), (50, "")]),
        ("within 5 working days", [(5, "working day")]),
        ("on at least one syndrome scale", [(1, "")]),
    ],
)
def test_a_number_is_found_with_its_unit(text: str, found: list[tuple[Fraction, str]]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "a diagnosis listed in COMAR 10.67.08.02N",
        "as defined in 42 CFR §435.1009 and 45 C.F.R. Part 164",
        "12VAC30-130-5180 and the 1915(i) program",
        "under §A(1) and (2) of this regulation, or §B(1)(a)",
        "Regulations .04 and .05 of this chapter",
        "Section 3 through 5, item 2, criteria 1 and 4, page 12",
        "by DSM-5-TR, DSM 5, ICD-10-CM or the PHQ-9",
        "H0040, F20.9 and T1491XA",
        "effective 10/19/2023, October 1, 2015, 2026-03-01 and 2024",
        "1. The member is an adult; 2. The service is needed",
        "A.1. The member (1) lives alone or (2) does not",
        "one-to-one staff for no one and one another",
        "the first and the second, once, both, either, anyone",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("more than 30 days", "more"),
        ("greater than six months", "more"),
        ("exceeding 12 months", "more"),
        ("above a score of 20", "more"),
        ("fewer than two", "less"),
        ("under the age of 7", "less"),
        ("no more than 5", ""),
        ("must not exceed 12 months", ""),
        ("no fewer than two", ""),
        ("greater than or equal to 10", ""),
        ("30 days or more", ""),
    ],
)
def test_it_is_told_which_side_of_a_number_is_meant(text: str, limit: str) -> None:
    (found,) = quantities(text)
    assert found.limit == limit


def test_a_number_that_tells_how_many_items_a_list_has_is_told_apart() -> None:
    found = list(quantities("all three of these; three of the four domains; three or more"))
    assert [each.whole for each in found] == [True, False, True, False]
