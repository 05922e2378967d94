"""The operations of Da Vinci DTR by which an EHR's form client gets forms, and says what is wrong with them.

Each stands under two paths: that of its definition, and that of the guide's prose.
A call needs the client's token, as a hook call does; its `aud` is the path called.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from functools import partial

import msgspec
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from mappings.forms.given import Json
from service.audit.shown_cards import form_of_card
from service.dtr.package import Giving, questionnaire_packages
from service.dtr.requests import PackageRequest, error_report, package_request
from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_client import Access
from service.errors import SendAgain
from service.hooks.caller import Caller
from service.hooks.completed_record import Chart
from service.web.fhir import FHIR_JSON
from service.web.hook_call import body_of, check_media_type
from service.web.state import cds_service

blueprint = Blueprint("dtr", __name__, url_prefix="/fhir")

READ_SECONDS = 5.0
"""Who opens a form waits for the record as a whole."""

_log = logging.getLogger("criteria_cards.dtr")


@blueprint.post("/Questionnaire/$questionnaire-package")
@blueprint.post("/$questionnaire-package")
def questionnaire_package() -> Response:
    """The forms for some orders, a card, or by name, each with a draft that is filled in from the record."""
    caller, body = _called()
    asked = package_request(body)
    service = cds_service()
    giving = Giving(
        service.publication_at(caller.site),
        _chart(asked, caller),
        partial(_shown, caller.client),
        datetime.now(UTC),
    )
    return _answer(questionnaire_packages(asked, giving))


@blueprint.post("/Questionnaire/$log-questionnaire-errors")
@blueprint.post("/$log-questionnaire-errors")
def log_questionnaire_errors() -> Response:
    """Log what a form client found wrong with a form, by codes alone: its words may be a patient's."""
    caller, body = _called()
    report = error_report(body)
    forms = cds_service().publication_at(caller.site).resources["Questionnaire"].values()
    known = {"|".join(form.canonical) for form in forms} | {form.canonical[0] for form in forms}
    data = {
        "client": caller.client,
        "forms": [each if each in known else "unknown" for each in report.questionnaires],
        "issues": [f"{severity} {code}" for severity, code in report.issues],
    }
    _log.warning("a form client reports problems", extra={"data": data})
    issue = {"severity": "information", "code": "informational", "diagnostics": "logged, by its codes"}
    return _answer({"resourceType": "OperationOutcome", "issue": [issue]})


def _called() -> tuple[Caller, bytes]:
    """Who calls, and the body."""
    service = cds_service()
    caller = service.caller(request.headers.get("Authorization"), request.path)
    check_media_type(request.environ)
    return caller, body_of(request.environ, service.settings.max_body_bytes)


def _chart(asked: PackageRequest, caller: Caller) -> Chart:
    """The patient's chart, read where the reference says, else at the one server that is registered."""
    registered = [str(server.base) for server in caller.fhir_servers]
    base = asked.server or (registered[0] if len(registered) == 1 else "")
    server = allowed_server(base, caller.fhir_servers, caller.may_name_loopback) if base else None
    access = Access(base, server, "", time.monotonic() + READ_SECONDS) if server else None
    return Chart(asked.patient, caller.site, caller.today, caller.completer, access, server=base)


def _shown(client: str, uuid: str) -> tuple[str, str] | None:
    """The policy and phase of a card that a client was shown.

    Raises:
        SendAgain: when the database does not tell now, or cards of this machine are on their way to it.
    """
    audit = cds_service().audit
    try:
        is_waiting = audit is not None and audit.is_waiting  # asked first: what is shipped meanwhile is seen
        shown = form_of_card(audit.engine, uuid, client) if audit else None
    except SQLAlchemyError as error:
        raise SendAgain("cards that were shown cannot be looked up now; please try again soon") from error
    if shown is None and is_waiting:
        raise SendAgain("the newest cards are not remembered yet; please try again soon")
    return shown


def _answer(body: Json) -> Response:
    return Response(msgspec.json.encode(body), mimetype=FHIR_JSON)
