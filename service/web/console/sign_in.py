"""The addresses of signing in to the console and out of it."""

from __future__ import annotations

import re

from flask import Response, request

from service.console.sign_in import SIGN_IN_SECONDS, Begun, SigningIn
from service.console.visits import MAX_VISIT_SECONDS
from service.errors import UnknownService
from service.web.console.gate import VISIT, console_blueprint, keep_cookie, read_cookie
from service.web.html import form_page
from service.web.page_templates import root_of
from service.web.state import cds_service

blueprint = console_blueprint("sign_in", is_public=True)
signing_out = console_blueprint("sign_out")

_BEGUN = "console-sign-in"
"""The cookie of a sign-in that is on its way; and what it is sealed for."""
_OURS = re.compile(r"/(?!/)[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~%&=+-]*)?")
"""A path of our own with its query, and of no other host."""


@blueprint.get("/console/sign-in")
def sign_in() -> Response:
    """Send a browser to the issuer, to come back to the page that was asked for."""
    to = request.args.get("to", "")
    url, begun = _signing_in().begin(to if _OURS.fullmatch(to) else "/")
    response = Response(status=303, headers={"Location": url})
    keep_cookie(response, _BEGUN, cds_service().visits.sealed(begun, _BEGUN), SIGN_IN_SECONDS)
    return response


@blueprint.get("/console/signed-in")
def signed_in() -> Response:
    """Where the issuer sends a browser back to."""
    visits, signing_in = cds_service().visits, _signing_in()
    begun = visits.unsealed(read_cookie(_BEGUN), _BEGUN, Begun)
    user = signing_in.finish(begun, request.args)
    to = begun.to if begun else "/"
    response = Response(status=303, headers={"Location": f"{root_of(cds_service().settings)}{to}"})
    keep_cookie(response, VISIT, visits.cookie(visits.begin(user.subject, user.name)), MAX_VISIT_SECONDS)
    keep_cookie(response, _BEGUN, "", 0)
    return response


@blueprint.get("/console/signed-out")
def signed_out() -> Response:
    """What one sees who has signed out."""
    return form_page(cds_service().templates.get_template("console/signed_out.html").render())


@signing_out.post("/console/sign-out")
def sign_out() -> Response:
    """Have the browser forget the visit; at the issuer its user stays signed in."""
    root = root_of(cds_service().settings)
    response = Response(status=303, headers={"Location": f"{root}/console/signed-out"})
    keep_cookie(response, VISIT, "", 0)
    return response


def _signing_in() -> SigningIn:
    """The way to the issuer.

    Raises:
        UnknownService: where the console asks nobody to sign in.
    """
    signing_in = cds_service().signing_in
    if signing_in is None:
        raise UnknownService("nobody signs in to this console")
    return signing_in
