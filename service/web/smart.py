"""The addresses of SMART on FHIR: launches, where browsers come back to, our public keys, signing out.

Whatever goes wrong is said on a page, which may stand in an EHR's frame. No token and no patient
stands in an address of ours.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request

from service.errors import UnknownService
from service.smart.apps import Asked
from service.smart.context import Subject, subject_of
from service.smart.launches import LAUNCH_SECONDS
from service.smart.sessions import SESSION_SECONDS
from service.web.hook_call import JSON
from service.web.posted_form import receive_form
from service.web.problem_page import told
from service.web.state import cds_service
from service.web.worksheet_session import (
    check_own_form,
    cookie_prefix,
    give_cookie,
    path_of,
    session_of,
    sessions_answer,
    set_cookie,
    take_cookie,
)

blueprint = Blueprint("smart", __name__)
blueprint.before_request(receive_form)

_BROWSER_BYTES = 32
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@blueprint.get("/smart/launch")
def launch() -> Response:
    """A launch by an EHR (with `launch`) or from the page of standalone launches."""
    browser = _cookie("browser") or secrets.token_urlsafe(_BROWSER_BYTES)
    asked = Asked(request.args.get("iss", ""), request.args.get("launch", ""), browser, _subject())
    launching = cds_service().launching
    with sessions_answer():
        sent = launching.apps.send(asked, launching.launches)
    response = _away(sent.url)
    _keep(response, "browser", browser, SESSION_SECONDS)
    _keep(response, _name_of(sent.state), sent.secret, LAUNCH_SECONDS)
    return response


@blueprint.get("/smart/standalone")
def standalone() -> Response:
    """The EHRs from which a worksheet may be opened without a chart; where it is one, straight to it."""
    subject = msgspec.structs.asdict(_subject())
    links = tuple(
        (each.client.name, f"launch?{urlencode({'iss': each.client.launched_from, **subject})}")
        for each in cds_service().launching.apps.standalone
    )
    if not links:
        raise UnknownService("a worksheet is opened from a chart here, and not from outside")
    if len(links) == 1:
        return _away(links[0][1])
    return told("Open a worksheet", "In which EHR is the patient's chart?", links)


@blueprint.get("/smart/callback")
def callback() -> Response:
    """Where the authorization server sends the browser back to."""
    state = request.args.get("state", "")
    with sessions_answer():
        session = cds_service().launching.arrivals.arrive(request.args, _cookie(_name_of(state)))
    response = _away(path_of(session))
    give_cookie(response, session)
    _keep(response, _name_of(state), "", 0)
    return response


@blueprint.get("/smart/jwks.json")
def jwks() -> Response:
    """The public keys by which EHRs verify that it is us who ask for a token."""
    keys = msgspec.json.encode(cds_service().launching.apps.public_keys)
    return Response(keys, mimetype=JSON, headers={"Cache-Control": "public, max-age=300"})


@blueprint.post("/worksheet/<launch>/sign-out")
def sign_out(launch: str) -> Response:
    """End a worksheet: the session is forgotten, and with it the tokens and the unsaved form."""
    session = session_of(launch)
    check_own_form(session)
    with sessions_answer():
        cds_service().sessions.end(session)
    response = told("Signed out", "Of this worksheet nothing is kept here. What was saved is in the chart.")
    take_cookie(response, session)
    return response


def _subject() -> Subject:
    """What the card's link names, where an address carries it."""
    return subject_of(request.args, cds_service().launching.arrivals.policies)


def _away(url: str) -> Response:
    return Response(status=303, headers={"Location": url})


def _name_of(state: str) -> str:
    """The name of a launch's own cookie: a browser may have several on their way."""
    return f"launch-{hashlib.sha256(state.encode(errors='surrogatepass')).hexdigest()[:16]}"


def _cookie(name: str) -> str:
    """A cookie of ours; empty where there is none, or it is none of ours."""
    value = request.cookies.get(f"{cookie_prefix()}{name}", "")
    return value if _SECRET.fullmatch(value) else ""


def _keep(response: Response, name: str, value: str, seconds: float) -> None:
    set_cookie(response, name, value, "/smart", seconds)
