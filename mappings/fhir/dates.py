"""FHIR dates as days of one time zone: whole or partial, with an offset or without.

A moment with an offset belongs to the day it is in that zone; a date counts as
it is written, and a time without an offset is read as local. Two dates are
ordered only when they do not overlap: a day and an hour within it are at one
instant.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from msgspec import Struct

from criteria.spans import parse_birth_date


class When(Struct, frozen=True, gc=False):
    """A FHIR date, dateTime or instant, with the first and the last day it may mean.

    `day` is how it is shown: the day it names, possibly only a year or a month.
    """

    day: str
    first: date
    last: date
    zone: tzinfo
    moment: datetime | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it names a point in time, not a whole day, month or year."""
        return self.moment is not None

    @property
    def start(self) -> datetime:
        """The first moment it may mean."""
        return self.moment or datetime.combine(self.first, time.min, tzinfo=self.zone)

    @property
    def end(self) -> datetime:
        """The last moment it may mean."""
        return self.moment or datetime.combine(self.last, time.max, tzinfo=self.zone)

    def overlaps(self, other: When) -> bool:
        """Whether the two cannot be put in order."""
        if self.is_moment and other.is_moment:
            return self.start == other.start
        return self.first <= other.last and other.first <= self.last


def parse_when(value: object, zone: tzinfo) -> When | None:
    """A FHIR date, dateTime or instant as days of a zone; None for anything else.

    FHIR forbids a time without an offset; EHRs send it. A time that cannot be
    read says no more than its day.
    """
    if type(value) is not str or value[10:11] not in ("", "T"):
        return None
    try:
        day = parse_birth_date(value[:10])
    except ValueError:
        return None
    if len(value) > 10 and (moment := _local(value, zone)):
        on = moment.date()
        return When(on.isoformat(), on, on, zone, moment)
    return When(value[:10], day.earliest, day.latest, zone)


def _local(value: str, zone: tzinfo) -> datetime | None:
    """The moment in a zone; None where there is no time of day, or its offset leads out of the calendar."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
