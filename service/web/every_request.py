"""What holds for every request that Flask answers: its id, its headers, how a refusal is said and logged."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from service.current_request import begin_request, end_request
from service.errors import RequestProblem, Unauthorized, UnknownService, described, outcome
from service.telemetry.call_lines import told_of_refusal
from service.web.console.gate import PREFIX as OF_CONSOLE
from service.web.console.problem import in_place_of_a_console_page
from service.web.fhir import FHIR_JSON
from service.web.fhir import blueprint as fhir
from service.web.framing import check_framing
from service.web.headers import own_headers
from service.web.hook_call import JSON
from service.web.html import is_of_a_reader, page
from service.web.problem_page import in_place_of_a_worksheet
from service.web.state import cds_service
from service.web.worksheet_session import back_to_worksheet

blueprint = Blueprint("every_request", __name__)

_OF_BROWSERS = ("smart", "worksheet")
"""The blueprints whose errors are pages."""

_log = logging.getLogger("criteria_cards.calls")


@blueprint.before_app_request
def begun() -> None:
    """Give the request an id of our own; one that a client sends is not taken over."""
    begin_request()
    check_framing(request.environ)


@blueprint.app_errorhandler(RequestProblem)
def problem(error: RequestProblem) -> Response:
    """What is wrong with the request, as an OperationOutcome."""
    _log.info("refused", extra={"data": {**told_of_refusal(error), **_asked(error.status)}})
    if request.blueprint in _OF_BROWSERS:
        response = in_place_of_a_worksheet(error.problem, error.status)
    elif _is_of_console():
        response = in_place_of_a_console_page(error.problem, error.status)
    else:
        response = _answer(outcome(error.code, error.problem, error.field), error.status)
    response.headers.extend(error.headers)
    return response


@blueprint.app_errorhandler(HTTPException)
def http_problem(error: HTTPException) -> Response:
    """404, 405 and the like, in the same form as every other error.

    A browser that restores a tab asks for an address that a worksheet's form was posted to.
    """
    if isinstance(error, MethodNotAllowed) and (response := back_to_worksheet(request)):
        return response
    status = error.code or 500
    _log.info("refused", extra={"data": {"status": status, **_asked(status)}})
    headers = [header for header in error.get_headers() if header[0] == "Allow"]
    response = _answer(outcome("processing", error.name), status)
    response.headers.extend(headers)
    return response


@blueprint.app_errorhandler(Exception)
def failure(error: Exception) -> Response:
    """An error of our own: said without a word of the request or of the program."""
    _log.error("failed", extra={"data": described(error)})
    if request.blueprint in _OF_BROWSERS:
        return in_place_of_a_worksheet("the service failed", 500, is_ours=True)
    if _is_of_console():
        return in_place_of_a_console_page("the service failed", 500)
    return Response(outcome("exception", "the service failed; nothing was evaluated"), 500, mimetype=JSON)


@blueprint.teardown_app_request
def ended(_: BaseException | None) -> None:
    """Let no later line of this thread carry the request's id."""
    end_request()


@blueprint.after_app_request
def secured(response: Response) -> Response:
    """The headers every answer carries; a page says by itself what it may load."""
    own = own_headers(cds_service().settings)
    response.headers.extend([each for each in own if each[0] == "Vary" or each[0] not in response.headers])
    return response


def _is_of_console() -> bool:
    """Whether a page of the console is asked for."""
    return (request.blueprint or "").startswith(OF_CONSOLE)


def _answer(content: bytes, status: int) -> Response:
    """An OperationOutcome; but for whom there is nothing to read, a page that says so."""
    if request.path.startswith(f"{fhir.url_prefix}/"):
        return Response(content, status, mimetype=FHIR_JSON)
    if status == UnknownService.status and is_of_a_reader(request):
        return page(cds_service().policy_pages.not_found, status)
    return Response(content, status, mimetype=JSON)


def _asked(status: int) -> Mapping[str, str]:
    """What a line tells of how a refused request came: never the path, in which anything may stand."""
    service_id = (request.view_args or {}).get("service_id", "")
    return {
        "endpoint": (request.endpoint or "").rpartition(".")[2],
        "service": service_id if service_id in cds_service().hooks else "",
        **(_from_where(request.environ) if status == Unauthorized.status else {}),
    }


def _from_where(environ: Mapping[str, Any]) -> Mapping[str, str]:
    """Who connected, and for whom, where that is a front that says so: the last address that it added."""
    peer = {"peer": str(environ.get("REMOTE_ADDR", ""))}
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return peer | {"forwarded_for": str(ipaddress.ip_address(forwarded))}
    except ValueError:
        return peer
