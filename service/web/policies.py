"""The addresses of policies: their list, a page for each rule set, the published text, the policy as data."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from service.web.hook_call import JSON
from service.web.html import HTML, page
from service.web.policy_pages import NOT_CAME, Came
from service.web.state import cds_service

blueprint = Blueprint("policies", __name__)

_TEXT = "text/plain"
_LAUNCH = re.compile(r"[A-Za-z0-9_-]{43}")
_PHASE = re.compile(r"[a-z-]{0,40}")


@blueprint.get("/policies")
def policies() -> Response:
    """The page that lists the policies."""
    return _read(cds_service().policy_pages.index(_came()))


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
    return _read(cds_service().policy_pages.page(policy_id, rule_set_id, _came()))


def _came() -> Came:
    """The worksheet whose link was followed, by the id that stands in its own address."""
    launch, phase = request.args.get("from", ""), request.args.get("phase", "")
    return Came(launch, phase) if _LAUNCH.fullmatch(launch) and _PHASE.fullmatch(phase) else NOT_CAME


def _read(content: str) -> Response:
    """A page to read, without a patient: the worksheets of all EHRs lead to it in their frames."""
    return page(content, framed_by=cds_service().launching.apps.frame_ancestors)
