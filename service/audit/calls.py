"""The calls of a period: those that are counted, and how long each service took to answer."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.engine import Connection

from service.audit.events import REQUEST_BENCH
from service.audit.tables import evaluations
from service.audit.text_table import Row

_PERCENTILES = (50, 90, 99)


class Period(msgspec.Struct, frozen=True):
    """From the first day to the last, both whole, in a time zone; an empty site stands for all.

    Calls of the console's request bench are left out unless asked for.
    """

    since: date
    until: date
    zone: ZoneInfo
    site: str = ""
    with_bench: bool = False

    @property
    def bounds(self) -> tuple[str, str]:
        """The first instant, and the first one after, as the tables write them."""
        days = (self.since, self.until + timedelta(days=1))
        begins = (datetime.combine(day, time(), self.zone).astimezone(UTC) for day in days)
        first, after = (begin.isoformat(timespec="milliseconds") for begin in begins)
        return first, after


def calls_of(period: Period) -> Subquery:
    """The calls that a period counts."""
    first, after = period.bounds
    query = select(evaluations).where(evaluations.c.at >= first, evaluations.c.at < after)
    if period.site:
        query = query.where(evaluations.c.site == period.site)
    if not period.with_bench:
        query = query.where(evaluations.c.client != REQUEST_BENCH)
    return query.subquery()


def by_service(connection: Connection, calls: Subquery) -> list[Row]:
    """How many calls each service answered, and in how many milliseconds."""
    query = select(calls.c.service, func.count().label("calls")).group_by(calls.c.service)
    counted = rows_of(connection, query)
    return [row | _percentiles(connection, calls, row["service"], row["calls"]) for row in counted]


def _percentiles(connection: Connection, calls: Subquery, service: str, count: int) -> Row:
    """The smallest latency that so many in a hundred calls did not exceed."""
    ordered = select(calls.c.ms).where(calls.c.service == service).order_by(calls.c.ms).limit(1)
    return {
        f"p{share}_ms": connection.execute(ordered.offset(math.ceil(count * share / 100) - 1)).scalar_one()
        for share in _PERCENTILES
    }


def rows_of(connection: Connection, query: Select[Any]) -> list[Row]:
    """The rows in the order of their columns; databases differ in how they order text."""
    found = [dict(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda row: tuple(row.values()))
