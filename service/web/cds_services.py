"""The HTTP surface. Bodies are read once, straight from the server, with their limit checked."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from service.audit.feedback import read_feedback
from service.errors import RequestProblem, UnknownService, described, outcome
from service.telemetry.call_lines import told_of_refusal
from service.telemetry.logs import begin_request, end_request
from service.web.front_door import PROBLEM
from service.web.headers import own_headers
from service.web.hook_call import JSON, answered_call, body_of, check_media_type
from service.web.state import cds_service

blueprint = Blueprint("cds", __name__)

_log = logging.getLogger("criteria_cards.calls")


@blueprint.get("/cds-services")
def discovery() -> Response:
    """The services, with the templates of the client whose token comes along; open to everybody."""
    listed = cds_service().discovery(request.headers.get("Authorization"), request.path)
    return Response(listed, mimetype=JSON)


@blueprint.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """One hook call, or what went wrong with it at the front door."""
    if problem := request.environ.get(PROBLEM):
        raise problem
    service = cds_service()
    hook = service.hooks.get(service_id)
    if hook is None:
        raise UnknownService("no CDS service has this id")
    return Response(answered_call(service, hook, request.environ), mimetype=JSON)


@blueprint.post("/cds-services/<service_id>/feedback")
def feedback(service_id: str) -> Response:
    """What clinicians did with the cards of a service. Acknowledged once all of it is kept.

    Where an item cannot be read the others are kept all the same; sent again they change nothing.
    """
    service = cds_service()
    if service_id not in service.hooks:
        raise UnknownService("no CDS service has this id")
    caller = service.caller(request.headers.get("Authorization"), request.path)
    check_media_type(request.environ)
    body = body_of(request.environ, service.settings.max_body_bytes)
    given = read_feedback(body, service_id, caller.client)
    if given.feedback:
        service.keep(given.feedback, request.headers.get("Authorization"))
    if given.problem:
        raise given.problem
    return Response(b"{}", mimetype=JSON)


@blueprint.app_errorhandler(RequestProblem)
def problem(error: RequestProblem) -> Response:
    """What is wrong with the request, as an OperationOutcome."""
    _log.info("refused", extra={"data": told_of_refusal(error)})
    response = Response(outcome(error.code, error.problem, error.field), error.status, mimetype=JSON)
    response.headers.extend(error.headers)
    return response


@blueprint.app_errorhandler(HTTPException)
def http_problem(error: HTTPException) -> Response:
    """404, 405 and the like, in the same form as every other error."""
    headers = [header for header in error.get_headers() if header[0] == "Allow"]
    return Response(outcome("processing", error.name), error.code or 500, headers, mimetype=JSON)


@blueprint.app_errorhandler(Exception)
def failure(error: Exception) -> Response:
    """An error of our own: said without a word of the request or of the program."""
    _log.error("failed", extra={"data": described(error)})
    return Response(outcome("exception", "the service failed; nothing was evaluated"), 500, mimetype=JSON)


@blueprint.before_app_request
def begun() -> None:
    """Give the request an id of our own; one that a client sends is not taken over."""
    begin_request()


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
