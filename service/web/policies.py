"""The addresses of policies: their list, a page for each rule set, the published text, the policy as data."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from service.console.frame import Frame
from service.web.console.frame import visitors_frame
from service.web.hook_call import JSON
from service.web.html import HTML, form_page, page
from service.web.policy_pages import NOT_CAME, Came
from service.web.state import cds_service

blueprint = Blueprint("policies", __name__)

_TEXT = "text/plain"
_LAUNCH = re.compile(r"[A-Za-z0-9_-]{43}")
_PHASE = re.compile(r"[a-z-]{0,40}")


@blueprint.get("/policies")
def policies() -> Response:
    """The page that lists the policies."""
    came = _came()
    frame = _frame(came)
    return _read(cds_service().policy_pages.index(came, frame), frame)


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


@blueprint.get("/policies/<policy_id>/source-attributes.json")
def source_attributes_data(policy_id: str) -> Response:
    """On which data a policy's criteria rest, and where they come from, as data."""
    return Response(cds_service().policy_pages.source_attributes(policy_id).json, mimetype=JSON)


@blueprint.get("/policies/<policy_id>/source-attributes")
def source_attributes(policy_id: str) -> Response:
    """The same as a page."""
    came = _came()
    frame = _frame(came)
    return _read(cds_service().policy_pages.source_attributes_page(policy_id, came, frame), frame)


@blueprint.get("/policies/<policy_id>/<rule_set_id>")
def rule_set(policy_id: str, rule_set_id: str = "") -> Response:
    """The page of one rule set; a criterion's id is its anchor, since a rule set has each once."""
    came = _came()
    frame = _frame(came)
    return _read(cds_service().policy_pages.page(policy_id, rule_set_id, came, frame), frame)


def _came() -> Came:
    """The worksheet whose link was followed, by the id that stands in its own address."""
    launch, phase = request.args.get("from", ""), request.args.get("phase", "")
    return Came(launch, phase) if _LAUNCH.fullmatch(launch) and _PHASE.fullmatch(phase) else NOT_CAME


def _frame(came: Came) -> Frame | None:
    """The frame of the console, for who visits it and did not come from a worksheet."""
    return None if came.launch else visitors_frame("policies")


def _read(content: str, frame: Frame | None) -> Response:
    """A page to read, without a patient: the worksheets of all EHRs lead to it in their frames.

    In the frame of the console there is a form, to sign out.
    """
    if frame:
        return form_page(content)
    return page(content, framed_by=cds_service().launching.apps.frame_ancestors)
