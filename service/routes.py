"""The HTTP surface. Bodies are read once, straight from the server, with their limit checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from service.errors import RequestProblem, TooLarge, UnknownService, UnsupportedMedia, outcome
from service.hooks import HOOKS

if TYPE_CHECKING:
    from service.app import CdsService

blueprint = Blueprint("cds", __name__)

_JSON = "application/json"


@blueprint.get("/cds-services")
def discovery() -> Response:
    """The services and their prefetch templates."""
    return Response(_service().discovery(), mimetype=_JSON)


@blueprint.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """One hook call."""
    hook = HOOKS.get(service_id)
    if hook is None:
        raise UnknownService("no CDS service has this id")
    _check_media_type()
    service = _service()
    return Response(service.answer(hook, _body(service.settings.max_body_bytes)), mimetype=_JSON)


@blueprint.get("/policies/<policy_id>")
def policy_text(policy_id: str) -> Response:
    """The published text of a policy, verbatim."""
    text = _service().sources.get(policy_id)
    if text is None:
        raise UnknownService("no policy has this id")
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.app_errorhandler(RequestProblem)
def problem(error: RequestProblem) -> Response:
    """What is wrong with the request, as an OperationOutcome."""
    return Response(outcome(error.code, error.problem, error.field), error.status, mimetype=_JSON)


@blueprint.app_errorhandler(HTTPException)
def http_problem(error: HTTPException) -> Response:
    """404, 405 and the like, in the same form as every other error."""
    headers = [header for header in error.get_headers() if header[0] == "Allow"]
    return Response(outcome("processing", error.name), error.code or 500, headers, mimetype=_JSON)


@blueprint.app_errorhandler(Exception)
def failure(error: Exception) -> Response:
    """An error of our own: said without a word of the request or of the program."""
    current_app.logger.error("unexpected %s", type(error).__name__)
    return Response(outcome("exception", "the service failed; nothing was evaluated"), 500, mimetype=_JSON)


def _service() -> CdsService:
    service: CdsService = current_app.extensions["cds"]
    return service


def _check_media_type() -> None:
    """A body sent as text or a form would pass a browser's cross-origin check unasked."""
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
