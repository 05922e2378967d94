"""The evaluation date: the only place that asks which day it is.

Everything else is given its day, so that the same record is judged alike
however late it is replayed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def today(zone: tzinfo) -> date:
    """Today's date in a time zone, which a site's evaluation date and a report's period go by."""
    return datetime.now(zone).date()


def now(zone: tzinfo) -> datetime:
    """This moment in a time zone, in which answers are signed and pages say when they were made."""
    return datetime.now(zone)


def day_written(text: str) -> date:
    """The day of a text such as 2026-03-01, and of no other form of ISO 8601, nor in other than ASCII digits.

    Raises:
        ValueError: when it is none.
    """
    if not _WRITTEN.fullmatch(text):
        raise ValueError("expected a date such as 2026-03-01")
    return date.fromisoformat(text)
