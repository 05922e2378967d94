"""The session of a worksheet, found by the launch id of its path and the secret in its cookie.

The cookie is of one worksheet: several patients and tabs stay apart. It goes into an EHR's
frame, where a browser keeps only what is `SameSite=None; Secure; Partitioned` (CHIPS).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from service.errors import SessionEnded, SessionsAway, StrangeForm
from service.settings import Settings
from service.smart.session import Session
from service.smart.sessions import SESSION_SECONDS, NoSession
from service.web.state import cds_service

CSRF_FIELD = "csrf"
_ENDED = "this worksheet has ended, or belongs to another browser; open it again from the chart"


def session_of(launch: str) -> Session:
    """The session of a launch, for the browser that asks.

    Raises:
        SessionEnded: when there is none.
        SessionsAway: when nobody can tell now.
    """
    with sessions_answer():
        return cds_service().sessions.opened(launch, request.cookies.get(_name(cds_service().settings), ""))


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


def path_of(session: Session) -> str:
    """The path of a session's worksheet, as browsers see it."""
    return f"{urlsplit(cds_service().settings.url).path}/worksheet/{session.launch}"


def give_cookie(response: Response, session: Session) -> None:
    """Have the browser keep a session's secret."""
    _set(response, session, session.secret, int(SESSION_SECONDS))


def take_cookie(response: Response, session: Session) -> None:
    """Have the browser forget it."""
    _set(response, session, "", 0)


def _set(response: Response, session: Session, secret: str, seconds: int) -> None:
    settings = cds_service().settings
    by_tls = is_by_tls(settings)
    response.set_cookie(
        _name(settings),
        secret,
        max_age=seconds,
        path=path_of(session),
        httponly=True,
        secure=by_tls,
        partitioned=by_tls,
        samesite="None" if by_tls else "Lax",
    )


def _name(settings: Settings) -> str:
    return "__Secure-worksheet" if is_by_tls(settings) else "worksheet"


def is_by_tls(settings: Settings) -> bool:
    """Whether browsers come by TLS; they do not on a machine's own address, in a demonstration."""
    return settings.url.startswith("https:")
