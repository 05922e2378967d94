"""The evaluation date: the only place that asks which day it is.

Everything else is given its day, so that the same record is judged alike
however late it is replayed.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo


def today(zone: tzinfo) -> date:
    """Today's date in a time zone, which a site's evaluation date and a report's period go by."""
    return datetime.now(zone).date()
