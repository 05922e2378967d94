"""The HTTP surface. Bodies are read once, straight from the server, with their limit checked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from service.audit.feedback import read_feedback
from service.errors import UnknownService
from service.web.front_door import PROBLEM
from service.web.hook_call import JSON, answered_call, body_of, check_media_type
from service.web.state import cds_service

blueprint = Blueprint("cds", __name__)


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
    given = read_feedback(body, service_id, caller.client, caller.site.reviewer.override_reasons)
    if given.feedback:
        service.keep(given.feedback, request.headers.get("Authorization"))
    if given.problem:
        raise given.problem
    return Response(b"{}", mimetype=JSON)
