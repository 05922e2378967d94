"""FHIR dates as the record gives them: whole or partial, with an offset or without.

A date counts on the calendar day its sender wrote down. Two dates are ordered
only when they do not overlap: a day and an hour within it are at one instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import NamedTuple

from criteria.spans import parse_birth_date


class When(NamedTuple):
    """A FHIR date, dateTime or instant, with the first and the last moment it may mean."""

    text: str
    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def day(self) -> str:
        """The date part as written, possibly only a year or a month."""
        return self.text[:10]

    @property
    def is_moment(self) -> bool:
        """Whether it names a point in time, not a whole day, month or year."""
        return self.start == self.end

    def overlaps(self, other: When) -> bool:
        """Whether the two cannot be put in order."""
        if self.is_moment and other.is_moment:
            return self.start == other.start
        return self.first <= other.last and other.first <= self.last


def parse_when(value: object) -> When | None:
    """Read a FHIR date, dateTime or instant; None for anything else.

    A time without an offset says no more than its day (FHIR forbids it, EHRs
    send it).
    """
    if type(value) is not str or value[10:11] not in ("", "T"):
        return None
    try:
        first, last = parse_birth_date(value[:10])
    except ValueError:
        return None
    moment = _moment(value) if len(value) > 10 else None
    if moment is not None:
        return When(value, first, last, moment, moment)
    start = datetime.combine(first, time.min, tzinfo=UTC)
    return When(value, first, last, start, datetime.combine(last, time.max, tzinfo=UTC))


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # no time of day, or an offset that leads out of the calendar
        return None
