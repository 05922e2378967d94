"""Events on record, and the report of a period."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from service.audit.calls import Period
from service.audit.events import CardRecord, Event
from service.audit.report import Report, report
from service.audit.tables import store

ZONE = ZoneInfo("America/New_York")


def put(engine: Engine, *events: Event) -> None:
    with engine.begin() as connection:
        store(connection, events)


def reported(
    engine: Engine,
    since: str = "2026-03-01",
    until: str = "2026-03-31",
    site: str = "",
    with_bench: bool = False,
) -> Report:
    days = date.fromisoformat(since), date.fromisoformat(until)
    return report(engine, Period(*days, ZONE, site, with_bench))


def card(uuid: str, outcome: str = "unknown", *opened: str, policy: str = "p1") -> CardRecord:
    return CardRecord(uuid, policy, "1", "admission", outcome, "adult", opened)
