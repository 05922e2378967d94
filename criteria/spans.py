"""Calendar spans such as "18 months", and birth dates that may be partial.

Ages are compared as dates, never as fractions of a year.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

_SPAN = re.compile(r"([0-9]{1,4}) (day|month|year)s?")
_ANY_DAY = date(2001, 1, 1)
"""To compare spans of days, months and years by."""
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


class Span(NamedTuple):
    """A length of calendar time: a count of days, months or years."""

    length: int
    unit: Literal["day", "month", "year"]

    def __str__(self) -> str:
        return f"{self.length} {self.unit}{'' if self.length == 1 else 's'}"

    def after(self, start: date) -> date:
        """The day this span after `start` ends.

        A span of months ends on the same day of the month, or on the last day
        of a shorter one. A span of years from 29 February ends on 1 March in a
        common year, which is when such a birthday is kept.
        """
        match self.unit:
            case "day":
                return start + timedelta(days=self.length)
            case "month":
                return _months_after(start, self.length)
            case "year":
                return _years_after(start, self.length)

    def last_day(self, start: date) -> date:
        """The last day until which `start` lies within this span before it."""
        day = self.after(start)
        if self.unit == "day":
            return day
        back, one = Span(-self.length, self.unit), timedelta(days=1)
        if back.after(day) > start:
            return day - one
        while back.after(day + one) <= start:  # months of different lengths
            day += one
        return day

    def is_longer_than(self, other: Span) -> bool:
        """Whether this span is the longer of two, perhaps of different units."""
        return self.after(_ANY_DAY) > other.after(_ANY_DAY)

    @lru_cache(maxsize=256)  # noqa: B019  # windows and evaluation dates: a handful, and of no patient
    def before(self, end: date) -> date:
        """The day this span before `end` begins; one of years is the calendar day."""
        return Span(-self.length, self.unit).after(end)


class BirthDate(Struct, frozen=True, gc=False):
    """The first and the last day a person may have been born on (FHIR allows YYYY and YYYY-MM)."""

    earliest: date
    latest: date


def parse_span(text: str) -> Span:
    """Read "18 months", "6 years", "90 days".

    Raises:
        ValueError: for any other form.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a span such as '18 months', got {text!r}")
    return Span(int(match[1]), match[2])  # type: ignore[arg-type]  # the pattern admits only the three units


def parse_birth_date(text: str) -> BirthDate:
    """Read a FHIR date: YYYY, YYYY-MM or YYYY-MM-DD, in ASCII digits.

    Raises:
        ValueError: when the text is no such date.
    """
    if len(text) == 10 and text[4:8:3] == "--":
        exact = date.fromisoformat(text)
        return BirthDate(exact, exact)
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a date such as 2010-06-30, 2010-06 or 2010, got {text!r}")
    year, month = int(match[1]), match[2]
    first, last = (int(month), int(month)) if month else (1, 12)
    return BirthDate(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _months_after(start: date, months: int) -> date:
    years, month0 = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month0 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _years_after(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
