"""FHIR dates as the record gives them: whole or partial, with an offset or without.

A date counts on the calendar day its sender wrote down. Two dates are ordered
only when they do not overlap: a day and an hour within it are at one instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from msgspec import Struct

from criteria.spans import parse_birth_date


class When(Struct, frozen=True, gc=False):
    """A FHIR date, dateTime or instant, with the first and the last day it may mean."""

    text: str
    first: date
    last: date

    @property
    def day(self) -> str:
        """The date part as written, possibly only a year or a month."""
        return self.text[:10]

    @property
    def moment(self) -> datetime | None:
        """The point in time, where it names one; a time without an offset says no more than its day."""
        if len(self.text) == 10:
            return None
        try:
            moment = datetime.fromisoformat(self.text)
            return moment.astimezone(UTC) if moment.tzinfo else None
        except (ValueError, OverflowError):  # no time of day, or an offset that leads out of the calendar
            return None

    @property
    def is_moment(self) -> bool:
        """Whether it names a point in time, not a whole day, month or year."""
        return self.moment is not None

    @property
    def start(self) -> datetime:
        """The first moment it may mean."""
        return self.moment or datetime.combine(self.first, time.min, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The last moment it may mean."""
        return self.moment or datetime.combine(self.last, time.max, tzinfo=UTC)

    def overlaps(self, other: When) -> bool:
        """Whether the two cannot be put in order."""
        if self.is_moment and other.is_moment:
            return self.start == other.start
        return self.first <= other.last and other.first <= self.last


def parse_when(value: object) -> When | None:
    """Read a FHIR date, dateTime or instant; None for anything else.

    FHIR forbids a time without an offset; EHRs send it.
    """
    if type(value) is not str or value[10:11] not in ("", "T"):
        return None
    try:
        day = parse_birth_date(value[:10])
    except ValueError:
        return None
    return When(value, day.earliest, day.latest)
