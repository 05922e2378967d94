"""The addresses of policies: their list, a page for each rule set, the published text, the policy as data."""

from __future__ import annotations

from flask import Blueprint, Response, request

from service.web.hook_call import JSON
from service.web.html import HTML, page
from service.web.state import cds_service

blueprint = Blueprint("policies", __name__)

_TEXT = "text/plain"


@blueprint.get("/policies")
def policies() -> Response:
    """The page that lists the policies."""
    return page(cds_service().policy_pages.index)


@blueprint.get("/policies/<policy_id>")
def policy(policy_id: str) -> Response:
    """A policy in the form that the client prefers; a page, where it does not say."""
    preferred = request.accept_mimetypes.best_match([HTML, _TEXT, JSON], HTML)
    if preferred == _TEXT:
        response = policy_text(policy_id)
    elif preferred == JSON:
        response = policy_data(policy_id)
    else:
        response = rule_set(policy_id)
    response.vary.add("Accept")
    return response


@blueprint.get("/policies/<policy_id>.txt")
def policy_text(policy_id: str) -> Response:
    """The published text of a policy, verbatim."""
    return Response(cds_service().policy_pages.text(policy_id), content_type=f"{_TEXT}; charset=utf-8")


@blueprint.get("/policies/<policy_id>.json")
def policy_data(policy_id: str) -> Response:
    """A policy as data."""
    return Response(cds_service().policy_pages.data(policy_id), mimetype=JSON)


@blueprint.get("/policies/<policy_id>/<rule_set_id>")
def rule_set(policy_id: str, rule_set_id: str = "") -> Response:
    """The page of one rule set; a criterion's id is its anchor, since a rule set has each once."""
    return page(cds_service().policy_pages.page(policy_id, rule_set_id))
