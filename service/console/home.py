"""What the first page of the console shows: how the service is, what it serves, whom to try it with."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from criteria.policy import Policy
from mappings.fhir.resources import OneSlot
from mappings.record.read_record import read_record
from service.audit.audit_log import AuditLog
from service.audit.calls import Period, by_service, calls_of
from service.audit.engines import consistent_read
from service.explanation.state_words import state_words
from service.hooks.completed_record import Chart
from service.review.site import Site
from service.samples.shipped import ShippedPatient
from service.telemetry.health import Check, overall
from service.worksheet.teller import mark_of
from service.worksheet.view.parts import Tile

_MARKS = {"ok": "met", "degraded": "half", "failed": "not"}


class CheckRow(Struct, frozen=True):
    """One check of the service's health; `mark` is the class of its state, `what` what was found."""

    name: str
    state: str
    mark: str
    what: str


class Today(Struct, frozen=True):
    """The calls of the day, and the milliseconds that half of them took less than, by service."""

    calls: Mapping[str, int]
    median_ms: Mapping[str, float]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.calls.values())


class SiteRow(Struct, frozen=True):
    """A site: what its file adds to ours, counted."""

    name: str
    counted: str


class PatientRow(Struct, frozen=True):
    """A patient that comes along, and where the criteria of their service stand."""

    name: str
    title: str
    policy: str
    strip: tuple[Tile, ...]


class State(Struct, frozen=True):
    """How the service is."""

    version: str
    python: str
    state: str
    mark: str
    amiss: str
    up_for: str
    checks: tuple[CheckRow, ...]


def state_of(checks: Mapping[str, Check], up: timedelta, found: Mapping[str, str]) -> State:
    """How the service is, by its checks; it has been up for so long. `found` is said of what is well."""
    whole = overall(dict(checks))
    amiss = [name for name, check in checks.items() if check.state != "ok"]
    cards = "cards are not given" if whole == "failed" else "cards are given"
    return State(
        version("criteria-cards"),
        platform.python_version(),
        whole,
        _MARKS[whole],
        f"{len(amiss)} of {len(checks)} checks; {cards}" if amiss else f"all {len(checks)} checks",
        _lasting(up),
        tuple(_row(name, each, found.get(name, "")) for name, each in checks.items()),
    )


def loaded(policies: Sequence[Policy], sites: Sequence[Site]) -> Mapping[str, str]:
    """What to say of policies and sites that are well."""
    rule_sets = sum(len(each.rule_sets) for each in policies)
    names = ", ".join(each.name or "none" for each in sites)
    return {"policies": f"{len(policies)} loaded, {rule_sets} rule sets", "sites": names}


def _row(name: str, check: Check, found: str) -> CheckRow:
    return CheckRow(name, check.state, _MARKS[check.state], check.problem or found)


def _lasting(up: timedelta) -> str:
    """A time in the two largest of days, hours and minutes."""
    minutes = int(up.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def calls_today(audit: AuditLog | None, zone: ZoneInfo, day: date) -> Today | None:
    """What is on record of the day; None where nothing is kept, or its database does not answer."""
    if audit is None:
        return None
    try:
        with consistent_read(audit.engine) as connection:
            rows = by_service(connection, calls_of(Period(day, day, zone)))
    except SQLAlchemyError:
        return None
    return Today(
        {row["service"]: row["calls"] for row in rows}, {row["service"]: row["p50_ms"] for row in rows}
    )


def site_rows(sites: Sequence[Site]) -> tuple[SiteRow, ...]:
    """The sites, with what their files say."""
    return tuple(SiteRow(each.name or "no site file", ", ".join(_counted(each))) for each in sites)


def _counted(site: Site) -> Iterator[str]:
    file = site.reviewer.mapping.site
    codes = sum(len(each) for each in file.codes.values())
    named = (("code", codes), ("hint", len(file.hints)), ("qualification", len(file.lpha_qualifications)))
    for name, count in named:
        yield f"{count} {name}{'' if count == 1 else 's'}"


def patient_row(shipped: ShippedPatient, chart: Chart, values: Mapping[str, OneSlot]) -> PatientRow:
    """A patient that comes along, reviewed on the chart's day."""
    reviewer = chart.site.reviewer
    policy = next(each for each in reviewer.policies if each.service.code == shipped.service)
    record = read_record(chart.patient_id, values, reviewer.mapping)
    found = reviewer.judged(policy, record, chart.on).determinations
    shown = next((each for each in found if each.phase.id == shipped.phase), found[0])
    strip = tuple(
        Tile(each.id, mark_of(each), state_words(mark_of(each), excludes=each.excludes))
        for each in shown.criteria
    )
    return PatientRow(shipped.name, shipped.title, f"{policy.service.code}, {shown.phase.title}", strip)
