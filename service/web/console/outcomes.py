"""The page of outcomes: what the cards of a period said, and what clinicians did with them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from service.audit.calls import Period
from service.audit.report import report
from service.clock import day_written
from service.console.outcomes import Outcomes, outcomes_shown
from service.errors import Malformed
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.state import cds_service

blueprint = console_blueprint("outcomes")

_USUAL_DAYS = 28
MAX_DAYS = 366


@blueprint.get("/console/outcomes")
def outcomes() -> Response:
    """The period of the query; the last four weeks where it names none.

    Raises:
        Malformed: when its days are none, or too many.
    """
    service = cds_service()
    site = service.default_site
    zone = ZoneInfo(site.reviewer.mapping.site.time_zone or service.settings.time_zone)
    today = service.unregistered().today
    until = _day("until", today)
    since = _day("since", until - timedelta(days=_USUAL_DAYS - 1))
    if not 0 <= (until - since).days < MAX_DAYS:
        raise Malformed(f"expected a first day and a last, at most {MAX_DAYS} days", "since")
    with_bench = "bench" in request.args
    shown = _shown(Period(since, until, zone, site.name, with_bench))
    return console_page(
        "outcomes.html",
        "outcomes",
        shown=shown,
        site=site.name,
        since=since.isoformat(),
        until=until.isoformat(),
        with_bench=with_bench,
    )


def _shown(period: Period) -> Outcomes | None:
    """What is on record of a period; None where nothing is kept, or its database does not answer."""
    service = cds_service()
    if service.audit is None:
        return None
    try:
        return outcomes_shown(report(service.audit.engine, period), service.policies)
    except SQLAlchemyError:
        return None


def _day(name: str, otherwise: date) -> date:
    text = request.args.get(name, "")
    try:
        return day_written(text) if text else otherwise
    except ValueError as error:
        raise Malformed("expected a date such as 2026-03-01", name) from error
