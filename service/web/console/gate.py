"""The gate of the console: who may come in, and whose form is posted.

Where the console asks for signing in, every page but those of the sign-in asks for it. Where it is open,
it answers by the names of its own address alone: a page of another site that has its name point at
this machine is refused.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import NotFound

from service.console.visits import MAX_VISIT_SECONDS, Visit
from service.errors import Misdirected, NotSignedIn, StrangeForm
from service.web.html import is_of_a_reader
from service.web.page_templates import root_of
from service.web.posted_form import receive_form
from service.web.state import cds_service
from service.web.worksheet_session import check_own_page, cookie_prefix

PREFIX = "console_"
"""Of the names of the console's blueprints."""
CSRF_FIELD = "csrf"
VISIT = "console"
"""The cookie of a visit."""
_THIS_MACHINE = frozenset(("localhost", "127.0.0.1", "::1"))


def console_blueprint(name: str, *, is_public: bool = False) -> Blueprint:
    """A part of the console. Its posts are received whole and checked; all of it is behind the gate.

    A public part is one without which nobody could sign in.
    """
    made = Blueprint(f"{PREFIX}{name}", __name__)
    made.before_request(_check_host)
    if not is_public:
        made.before_request(_admit)
        made.after_request(_goes_on)
    made.before_request(receive_form)
    made.before_request(_check_form)
    return made


def visit_of() -> Visit | None:
    """Who visits the console; None where it is off, or they have not signed in."""
    service = cds_service()
    if service.settings.console == "open":
        return service.visits.everybodys
    if service.settings.console == "off":
        return None
    return service.visits.opened(read_cookie(VISIT))


def the_visit() -> Visit:
    """The visit that was let in."""
    visit: Visit = g.visit
    return visit


def read_cookie(name: str) -> str:
    """A cookie of the console; empty where there is none."""
    return request.cookies.get(f"{cookie_prefix()}{name}", "")


def keep_cookie(response: Response, name: str, value: str, seconds: float) -> None:
    """Have the browser keep a cookie for all of our addresses; for no time, forget it.

    `Lax`: it comes along when a person follows a link to us, and with no form of another site.
    """
    response.set_cookie(
        f"{cookie_prefix()}{name}",
        value,
        max_age=int(seconds),
        path=f"{root_of(cds_service().settings)}/",
        httponly=True,
        secure=bool(cookie_prefix()),
        samesite="Lax",
    )


def _check_host() -> None:
    """See that an open console is asked by its own address.

    Raises:
        Misdirected: when not.
    """
    settings = cds_service().settings
    own = _THIS_MACHINE | {str(settings.public_url.host).strip("[]")}
    is_open = settings.console == "open" and not settings.allow_open_address
    if is_open and urlsplit(f"//{request.host}").hostname not in own:
        raise Misdirected("the console answers by its own address alone")


def _admit() -> Response | None:
    """Let in who may come in; else send a browser to sign in.

    Raises:
        NotSignedIn: when it is a form that is posted.
        NotFound: to a program.
    """
    visit = visit_of()
    if visit:
        g.visit = visit
        return None
    if request.method == "POST":
        raise NotSignedIn("you are not signed in any more; sign in and send the form again")
    if not is_of_a_reader(request):
        raise NotFound
    to = request.full_path.removesuffix("?")
    root = root_of(cds_service().settings)
    return Response(status=303, headers={"Location": f"{root}/console/sign-in?{urlencode({'to': to})}"})


def _goes_on(response: Response) -> Response:
    """Keep a visit alive that goes on; a console that is open has none."""
    service = cds_service()
    if service.settings.console == "sign-in" and (visit := g.get("visit")):
        if cookie := service.visits.goes_on(visit):
            keep_cookie(response, VISIT, cookie, MAX_VISIT_SECONDS)
    return response


def _check_form() -> None:
    """See that what is posted is a form of the console's own.

    Raises:
        StrangeForm: when not.
    """
    if request.method != "POST":
        return
    check_own_page()
    visit = g.get("visit")
    if visit and not visit.is_own_form(request.form.get(CSRF_FIELD, "")):
        raise StrangeForm("this form is none of the console's own; open its page again")
