"""The first page of the console: what is served, how it is, and where to go on."""

from __future__ import annotations

from datetime import UTC, date
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from flask import Response, request
from werkzeug.exceptions import NotFound

from service.clock import now
from service.console.home import PatientRow, calls_today, loaded, patient_row, site_rows, state_of
from service.hooks.completed_record import Chart
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.html import is_of_a_reader
from service.web.shipped_charts import charts_of_all
from service.web.state import CdsService, cds_service

blueprint = console_blueprint("home")

_REVIEWED: WeakKeyDictionary[CdsService, tuple[date, tuple[PatientRow, ...]]] = WeakKeyDictionary()


@blueprint.get("/")
def home() -> Response:
    """The page with which people begin.

    Raises:
        NotFound: to a program; hooks are found below /cds-services.
    """
    if not is_of_a_reader(request):
        raise NotFound
    service = cds_service()
    caller = service.unregistered()
    zone = caller.site.reviewer.mapping.site.time_zone or service.settings.time_zone
    response = console_page(
        "home.html",
        "home",
        has_worksheet=service.settings.open_worksheet,
        state=state_of(
            service.health.checks(), now(UTC) - service.since, loaded(service.policies, service.sites)
        ),
        today=calls_today(service.audit, ZoneInfo(zone), caller.today),
        hooks=tuple(service.hooks.values()),
        policies=service.policies,
        sites=site_rows(service.sites),
        patients=_patients(Chart("", caller.site, caller.today, caller.completer)),
    )
    response.vary.add("Accept")
    return response


def _patients(chart: Chart) -> tuple[PatientRow, ...]:
    """The patients that come along, reviewed once a day."""
    day, rows = _REVIEWED.get(cds_service(), (None, ()))
    if day != chart.on:
        offered = {policy.service.code for policy in chart.site.reviewer.policies}
        rows = tuple(patient_row(*each) for each in charts_of_all(chart) if each[0].service in offered)
        _REVIEWED[cds_service()] = chart.on, rows
    return rows
