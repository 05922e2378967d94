"""The resources of a patient, to edit at the bench: of who comes along, or of a FHIR server."""

from __future__ import annotations

from datetime import date

from service.clock import day_written
from service.console.bench.form import BenchForm
from service.ehr.allowed_urls import allowed_server
from service.samples.fhir import Json
from service.simulator.chart import ServerChart
from service.simulator.prefetch import prefetch_of
from service.web.console.bench_door import Bench
from service.web.state import cds_service


class NotRead(Exception):
    """The patient's resources cannot be had; says why."""


def shipped_resources(bench: Bench, form: BenchForm, _: str = "") -> list[Json]:
    """The resources of a patient who comes along.

    Raises:
        NotRead: when nobody of this name does.
    """
    found = bench.shipped(_day(form)).get(form.patient)
    if found is None:
        raise NotRead("no patient of this name comes along")
    return list(found.resources)


def read_resources(bench: Bench, form: BenchForm, access_token: str) -> list[Json]:
    """What a FHIR server holds of a patient, as the prefetch templates ask for it; it goes to the page alone.

    Raises:
        NotRead: when the operator does not let the console open such patients, or the server does not answer.
    """
    settings = cds_service().settings
    if not settings.console_patients:
        raise NotRead("the operator's settings let the console open only patients that come along")
    registered = [server for client in bench.clients for server in client.fhir_servers]
    if not form.identity or allowed_server(form.server, registered, settings.allow_loopback_fhir) is None:
        raise NotRead("expected a FHIR server of a registered client, or one of this machine, and an id")
    templates = bench.door(form.site).site.searches
    chart = ServerChart(form.server, access_token)
    context: Json = {"patientId": form.identity, "userId": "Practitioner/lpha"}
    found = prefetch_of(templates, context, _day(form), chart, {})
    failed = [f"{each.key}: {each.reason}" for each in found.filled if each.reason and each.status != 200]
    if failed:
        raise NotRead("; ".join(failed[:3]))
    resources = {
        f"{each.get('resourceType')}/{each.get('id')}": each
        for value in found.values.values()
        for each in _resources_in(value)
    }
    if f"Patient/{form.identity}" not in resources:
        raise NotRead("the server has no Patient of this id")
    return list(resources.values())


def _resources_in(value: Json | None) -> list[Json]:
    if value is None:
        return []
    if value.get("resourceType") != "Bundle":
        return [value]
    return [each["resource"] for each in value.get("entry", ()) if isinstance(each.get("resource"), dict)]


def _day(form: BenchForm) -> date:
    try:
        return day_written(form.on)
    except ValueError:
        return cds_service().unregistered().today
