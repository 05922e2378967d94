"""The session of a worksheet, found by the launch id of its path and the secret in its cookie.

The cookie is of one worksheet: several patients and tabs stay apart. It goes into an EHR's
frame, where a browser keeps only what is `SameSite=None; Secure; Partitioned` (CHIPS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Request, Response, request
from sqlalchemy.exc import SQLAlchemyError

from service.errors import SessionEnded, SessionsAway, StrangeForm
from service.smart.session import Session
from service.smart.sessions import SESSION_SECONDS, NoSession
from service.web.page_templates import root_of
from service.web.state import cds_service

CSRF_FIELD = "csrf"
_OWN_OR_NOBODYS = ("same-origin", "none")
"""Of our own page, or of none: typed in, or loaded again."""
_BELOW = re.compile(r"(/worksheet/[A-Za-z0-9_-]{43})/[a-z-]+")
"""An address below a worksheet's own."""
_ENDED = "this worksheet has ended, or belongs to another browser; open it again from the chart"


def session_of(launch: str) -> Session:
    """The session of a launch, for the browser that asks, with a token that has not ended if one can be had.

    Raises:
        SessionEnded: when there is none.
        SessionsAway: when nobody can tell now.
    """
    service = cds_service()
    with sessions_answer():
        session = service.sessions.opened(launch, request.cookies.get(f"{cookie_prefix()}worksheet", ""))
        return service.launching.arrivals.renewed(session) if session.kind == "smart" else session


@contextmanager
def sessions_answer() -> Iterator[None]:
    """What is done with sessions here, with the errors that a request is answered with."""
    try:
        yield
    except NoSession as error:
        raise SessionEnded(_ENDED) from error
    except SQLAlchemyError as error:
        raise SessionsAway("worksheets cannot be opened or kept now; please try again soon") from error


def check_own_form(session: Session) -> None:
    """See that the form that is posted is one of this worksheet's own.

    Raises:
        StrangeForm: when not.
    """
    if not session.is_own_form(request.form.get(CSRF_FIELD, "")):
        raise StrangeForm("this form is none of the worksheet's own; open the worksheet again")


def check_own_page() -> None:
    """See that no page of another origin posts a form for which there is no session yet (Fetch Metadata).

    Raises:
        StrangeForm: when one does; a client that is no browser says nothing of it.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_OR_NOBODYS:
        raise StrangeForm("this form is on a page of somebody else; open the worksheet from its own page")


def path_of(session: Session) -> str:
    """The path of a session's worksheet, as browsers see it."""
    return f"{root_of(cds_service().settings)}/worksheet/{session.launch}"


def back_to_worksheet(asked: Request) -> Response | None:
    """The way to a worksheet for who asks to see an address of its that is posted to; None for any other."""
    below = _BELOW.fullmatch(asked.path) if asked.method in ("GET", "HEAD") else None
    to = f"{root_of(cds_service().settings)}{below[1]}" if below else ""
    return Response(status=303, headers={"Location": to}) if to else None


def give_cookie(response: Response, session: Session) -> None:
    """Have the browser keep a session's secret."""
    set_cookie(response, "worksheet", session.secret, f"/worksheet/{session.launch}", SESSION_SECONDS)


def take_cookie(response: Response, session: Session) -> None:
    """Have the browser forget it."""
    set_cookie(response, "worksheet", "", f"/worksheet/{session.launch}", 0)


def set_cookie(response: Response, name: str, value: str, path: str, seconds: float) -> None:
    """Have the browser keep a cookie for the addresses below a path; for no time, forget it."""
    by_tls = _is_by_tls()
    response.set_cookie(
        f"{cookie_prefix()}{name}",
        value,
        max_age=int(seconds),
        path=f"{root_of(cds_service().settings)}{path}",
        httponly=True,
        secure=by_tls,
        partitioned=by_tls,
        samesite="None" if by_tls else "Lax",
    )


def cookie_prefix() -> str:
    """What the names of our cookies begin with: a browser takes this prefix by TLS alone."""
    return "__Secure-" if _is_by_tls() else ""


def _is_by_tls() -> bool:
    """Whether browsers come by TLS; they do not on a machine's own address, in a demonstration."""
    return cds_service().settings.url.startswith("https:")
