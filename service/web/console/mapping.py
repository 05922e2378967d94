"""The page of a site's mapping, beside what it read from a patient."""

from __future__ import annotations

import re
import time

from flask import Response, request

from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from service.console.mapping import answers_for_all, mapped_facts
from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_client import Access
from service.errors import Malformed, RequestProblem, UnknownService
from service.hooks.completed_record import Chart, completed_record
from service.review.question import Question
from service.review.site import Site
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.session_chart import READ_SECONDS
from service.web.shipped_charts import all_shipped, shipped_chart
from service.web.state import cds_service
from service.web.worksheets import policy_named

blueprint = console_blueprint("mapping")

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_REFUSED = 422


@blueprint.get("/console/mapping")
def mapping() -> Response:
    """The facts of a policy as a site maps them, and as a patient who comes along answers them."""
    chart = _chart(_site())
    name = request.args.get("patient", "")
    if not name:
        return _page(chart, None, "")
    if name not in {each.name for each in all_shipped(chart)}:
        raise UnknownService("no patient of this name comes along")
    chart, values = shipped_chart(chart._replace(patient_id=name))
    return _page(chart, read_record(chart.patient_id, values, chart.site.reviewer.mapping), name)


@blueprint.post("/console/mapping")
def of_a_server() -> Response:
    """The same of a patient of a FHIR server, of whom nothing is kept; the token stands in no address."""
    chart = _chart(_site())
    try:
        return _page(chart, _read(chart), "")
    except RequestProblem as error:
        return _page(chart, None, "", error.problem)


def _read(chart: Chart) -> PatientRecord:
    """The record of the patient that the form names.

    Raises:
        RequestProblem: when the console may not open them, or the server does not answer.
    """
    settings, base = cds_service().settings, request.form.get("server", "").strip().rstrip("/")
    if not settings.console_patients:
        raise Malformed("the operator's settings let the console open only patients that come along")
    listed = [server for client in cds_service().clients for server in client.fhir_servers]
    server = allowed_server(base, listed, settings.allow_loopback_fhir)
    patient = request.form.get("id", "").strip()
    if server is None or not _ID.fullmatch(patient):
        raise Malformed("expected a FHIR server of a registered client, or one of this machine, and an id")
    access = Access(base, server, request.form.get("token", ""), time.monotonic() + READ_SECONDS)
    named = chart._replace(patient_id=patient, access=access, server=base)
    question = Question({policy.service.code: () for policy in chart.site.reviewer.policies})
    return completed_record(named, {}, question)[0]


def _site() -> Site:
    sites = cds_service().sites
    name = request.values.get("site", "")
    return next((each for each in sites if each.name == name), sites[0])


def _chart(site: Site) -> Chart:
    caller = cds_service().unregistered()
    return Chart("", site, caller.today, caller.completer)


def _page(chart: Chart, record: PatientRecord | None, patient: str, problem: str = "") -> Response:
    site, service = chart.site, cds_service()
    policies, patients = site.reviewer.policies, all_shipped(chart)
    received = {each.name: each.service for each in patients}.get(patient)
    of_the_patient = next((each for each in policies if each.service.code == received), policies[0])
    policy = policy_named(policies, request.values.get("policy", "")) or of_the_patient
    return console_page(
        "mapping.html",
        "mapping",
        _REFUSED if problem else 200,
        site=site.name,
        sites=[each.name for each in service.sites],
        policy=policy,
        policies=policies,
        facts=mapped_facts(site, policy, record, chart.on),
        for_all=answers_for_all(site.reviewer.mapping.site),
        patients=patients,
        patient=patient,
        has_record=record is not None,
        problem=problem,
        may_ask_servers=service.settings.console_patients,
        server=request.form.get("server", ""),
        identity=request.form.get("id", ""),
    )
