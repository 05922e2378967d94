"""Calendar spans and birth dates: ages are told by dates, never by fractions of a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.spans import BirthDate, Span, parse_birth_date, parse_span

DATES = st.dates(min_value=date(1910, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90 days", Span(90, "day")),
        ("1 day", Span(1, "day")),
        ("18 months", Span(18, "month")),
        ("22 years", Span(22, "year")),
    ],
)
def test_a_span_is_read_and_written_in_words(text: str, span: Span) -> None:
    assert parse_span(text) == span
    assert str(span) == text


@pytest.mark.parametrize(
    "text",
    ["18", "months", "18months", "1.5 years", "2 weeks", "18 months ", "", "1\u0668 months"],
)
def test_any_other_form_of_a_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a span such as '18 months'"):
        parse_span(text)


@pytest.mark.parametrize(
    ("born", "age", "reached_on"),
    [
        ("2024-09-01", "18 months", "2026-03-01"),
        ("2024-08-31", "18 months", "2026-02-28"),
        ("2022-08-31", "18 months", "2024-02-29"),
        ("2024-08-29", "18 months", "2026-02-28"),
        ("2024-08-28", "18 months", "2026-02-28"),
        ("2023-12-31", "2 months", "2024-02-29"),
        ("2025-12-15", "1 month", "2026-01-15"),
        ("2004-02-29", "22 years", "2026-03-01"),
        ("2004-02-29", "20 years", "2024-02-29"),
        ("2004-02-28", "22 years", "2026-02-28"),
        ("2005-06-30", "21 years", "2026-06-30"),
        ("2025-12-01", "90 days", "2026-03-01"),
    ],
)
def test_an_age_is_reached_on_the_calendar_day(born: str, age: str, reached_on: str) -> None:
    assert parse_span(age).after(date.fromisoformat(born)) == date.fromisoformat(reached_on)


@pytest.mark.parametrize(
    ("end", "span", "begins"),
    [
        ("2026-03-01", "90 days", "2025-12-01"),
        ("2024-03-01", "1 day", "2024-02-29"),
        ("2026-03-01", "1 year", "2025-03-01"),
        ("2024-02-29", "1 year", "2023-03-01"),
        ("2026-03-31", "1 month", "2026-02-28"),
        ("2026-01-15", "2 months", "2025-11-15"),
    ],
)
def test_a_window_begins_on_the_calendar_day(end: str, span: str, begins: str) -> None:
    assert parse_span(span).before(date.fromisoformat(end)) == date.fromisoformat(begins)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2010-06-30", date(2010, 6, 30), date(2010, 6, 30)),
        ("2010-06", date(2010, 6, 1), date(2010, 6, 30)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
    ],
)
def test_a_partial_birth_date_spans_its_month_or_year(text: str, earliest: date, latest: date) -> None:
    assert parse_birth_date(text) == BirthDate(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        *("", "10", "2010-6", "2010-13", "2010-02-30", "30.06.2010", "2010-06-30T00:00", "2010-W26-3"),
        *("\u0662\u0660\u0661\u0660", "2010-0\u0666", "2010-06-\uff13\uff10"),
    ],
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a date such as|must be in|out of range|Invalid iso"):
        parse_birth_date(text)


@given(DATES, st.integers(min_value=0, max_value=300))
def test_a_later_birth_never_reaches_an_age_earlier(born: date, months: int) -> None:
    age = Span(months, "month")
    the_day_after = Span(1, "day").after(born)
    assert age.after(born) <= age.after(the_day_after)


@given(DATES, st.integers(min_value=0, max_value=120))
def test_years_and_their_months_end_in_the_same_month_except_for_leap_days(born: date, years: int) -> None:
    by_years, by_months = Span(years, "year").after(born), Span(12 * years, "month").after(born)
    assert (by_years - by_months).days == (born.day == 29 and born.month == 2 and by_years.month == 3)


@given(DATES, st.sampled_from(["90 days", "1 month", "18 months", "1 year", "2 years"]))
def test_the_last_day_of_a_window_is_the_last_from_which_a_date_lies_in_it(start: date, text: str) -> None:
    span = parse_span(text)
    last = span.last_day(start)
    assert span.before(last) <= start < span.before(last + timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "text", "last"),
    [
        ("2026-02-20", "90 days", "2026-05-21"),
        ("2026-02-20", "1 year", "2027-02-20"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2026-02-28", "1 month", "2026-03-31"),
    ],
)
def test_until_when_an_answer_counts(start: str, text: str, last: str) -> None:
    assert parse_span(text).last_day(date.fromisoformat(start)) == date.fromisoformat(last)
