"""The HTTP surface. Bodies are read once, straight from the server, with their limit checked."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from service.audit.feedback import read_feedback
from service.errors import (
    EncodedBody,
    RequestProblem,
    TooLarge,
    UnknownService,
    UnsupportedMedia,
    described,
    outcome,
)
from service.hooks.answer import answer
from service.telemetry.logs import begin_request, end_request, request_id
from service.web.state import cds_service

blueprint = Blueprint("cds", __name__)

_JSON = "application/json"
_SECURITY_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)

_log = logging.getLogger("criteria_cards.calls")


@blueprint.get("/cds-services")
def discovery() -> Response:
    """The services and their prefetch templates; open to everybody."""
    return Response(cds_service().discovery, mimetype=_JSON)


@blueprint.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """One hook call. Who calls is checked before the body is read."""
    service = cds_service()
    hook = service.hooks.get(service_id)
    if hook is None:
        raise UnknownService("no CDS service has this id")
    caller = service.caller(request.headers.get("Authorization"), request.path)
    _check_media_type()
    answered = answer(hook, _body(service.settings.max_body_bytes), caller)
    service.tell(answered)
    return Response(answered.answer, mimetype=_JSON)


@blueprint.post("/cds-services/<service_id>/feedback")
def feedback(service_id: str) -> Response:
    """What clinicians did with the cards of a service. Acknowledged once all of it is kept.

    Where an item cannot be read the others are kept all the same; sent again they change nothing.
    """
    service = cds_service()
    if service_id not in service.hooks:
        raise UnknownService("no CDS service has this id")
    caller = service.caller(request.headers.get("Authorization"), request.path)
    _check_media_type()
    given = read_feedback(_body(service.settings.max_body_bytes), service_id, caller.client)
    if given.feedback:
        service.keep(given.feedback)
    if given.problem:
        raise given.problem
    return Response(b"{}", mimetype=_JSON)


@blueprint.get("/policies/<policy_id>")
def policy_text(policy_id: str) -> Response:
    """The published text of a policy, verbatim."""
    text = cds_service().sources.get(policy_id)
    if text is None:
        raise UnknownService("no policy has this id")
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.app_errorhandler(RequestProblem)
def problem(error: RequestProblem) -> Response:
    """What is wrong with the request, as an OperationOutcome."""
    _log.info("refused", extra={"data": {"status": error.status, "field": error.field}})
    response = Response(outcome(error.code, error.problem, error.field), error.status, mimetype=_JSON)
    response.headers.extend(error.headers)
    return response


@blueprint.app_errorhandler(HTTPException)
def http_problem(error: HTTPException) -> Response:
    """404, 405 and the like, in the same form as every other error."""
    headers = [header for header in error.get_headers() if header[0] == "Allow"]
    return Response(outcome("processing", error.name), error.code or 500, headers, mimetype=_JSON)


@blueprint.app_errorhandler(Exception)
def failure(error: Exception) -> Response:
    """An error of our own: said without a word of the request or of the program."""
    _log.error("failed", extra={"data": described(error)})
    return Response(outcome("exception", "the service failed; nothing was evaluated"), 500, mimetype=_JSON)


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
    """The headers every answer carries."""
    response.headers.extend((*_SECURITY_HEADERS, ("X-Request-Id", request_id())))
    if cds_service().settings.url.startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _check_media_type() -> None:
    """A body sent as text or a form would pass a browser's cross-origin check unasked.

    A compressed one is refused: how long it gets would be known only once it is unpacked.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise EncodedBody("send the body as it is, without an encoding", "Content-Encoding")
    media_type = request.mimetype
    if media_type and media_type != _JSON and not media_type.endswith("+json"):
        raise UnsupportedMedia("send the request as application/json", "Content-Type")


def _body(limit: int) -> bytes:
    """The request body; Flask's own reading would copy it several times and cut a chunked one silently."""
    length = request.content_length
    if length is not None and length > limit:
        raise TooLarge(f"the body is longer than {limit} bytes")
    body: bytes = request.environ["wsgi.input"].read(limit + 1 if length is None else length)
    if len(body) > limit:
        raise TooLarge(f"the body is longer than {limit} bytes")
    return body
