"""Everything that can be wrong with a request, and the one form in which it is said.

    RequestProblem
     |- Malformed            400  not JSON, or not what CDS Hooks asks for
     |- LaunchRefused        400  a SMART launch that is not as it should be
     |- Unauthorized         401  the token was refused; which check failed is in the log
     |- LaunchDenied         403  the EHR or its user did not let the launch go on
     |- SessionEnded         403  there is no such worksheet for this browser, or no longer
     |- StrangeForm          403  a form was posted that is none of the page's own
     |- NotSignedIn          403  a form of the console was posted by who is not signed in
     |- SignInRefused        403  who came back from signing in to the console may not come in
     |- UnknownService       404
     |- NotAcceptable        406  not in the format that the client asks for
     |- PreconditionFailed   412  without this there is nothing to say
     |- TooLarge             413
     |- UnsupportedMedia     415
     |   `- EncodedBody           with the encodings that are taken (RFC 9110, 12.5.3)
     |- Misdirected          421  asked by the name of another host
     |- Unprocessable        422  all is in its place, and there is no answer to it
     |- LaunchFailed         502  the EHR's servers did not answer a launch, or not rightly
     |- SignInFailed         502  the issuer of the console's users did not answer, or not rightly
     `- SendAgain            503  not now; the same request, with the same token, may come again
         |- NotKept              feedback that could not be stored, and is not acknowledged
         |- NotChecked           nobody can tell now whether the token was used before
         `- SessionsAway         the database of worksheets' sessions does not answer

Every error answers with an OperationOutcome. `expression` names the field;
nothing of the request is echoed.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

RETRY_AFTER_SECONDS = 10

_ROOT = Path(__file__).parent.parent


class RequestProblem(Exception):
    """A request that cannot be answered; `field` is a path such as `context.patientId`."""

    status = 400
    code = "invalid"
    headers: Mapping[str, str] = {}

    def __init__(self, problem: str, field: str = "") -> None:
        super().__init__(problem)
        self.problem, self.field = problem, field


class Malformed(RequestProblem):
    """The body is no JSON, or lacks what the specification requires."""


class LaunchRefused(RequestProblem):
    """A SMART launch, or what comes back from one, that is not as it should be."""

    code = "security"


class LaunchDenied(RequestProblem):
    """The EHR's authorization server, or its user, did not let the launch go on."""

    status = 403
    code = "forbidden"


class SessionEnded(RequestProblem):
    """There is no such worksheet for this browser, or no longer."""

    status = 403
    code = "expired"


class StrangeForm(RequestProblem):
    """A form that is none of the page's own."""

    status = 403
    code = "security"


class NotSignedIn(RequestProblem):
    """A form of the console, posted by who is not signed in, or not any more."""

    status = 403
    code = "login"


class SignInRefused(RequestProblem):
    """Who comes back from signing in to the console may not come in, or cannot be known."""

    status = 403
    code = "login"


class SignInFailed(RequestProblem):
    """The OpenID Connect issuer of the console's users did not answer, or not as it should."""

    status = 502
    code = "transient"


class LaunchFailed(RequestProblem):
    """The EHR's servers did not answer a launch, or not as SMART has it."""

    status = 502
    code = "transient"


class Unauthorized(RequestProblem):
    """The caller is not known, or may not call; `check` is what failed, for the log and the count alone."""

    status = 401
    code = "login"
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}

    def __init__(self, problem: str, check: str) -> None:
        super().__init__(problem)
        self.check = check


class UnknownService(RequestProblem):
    """There is nothing of this name here."""

    status = 404
    code = "not-found"


class NotAcceptable(RequestProblem):
    """The client asks for a format that is not served."""

    status = 406
    code = "not-supported"


class PreconditionFailed(RequestProblem):
    """Required data came neither by prefetch nor otherwise (CDS Hooks: 412)."""

    status = 412
    code = "required"


class TooLarge(RequestProblem):
    """The body is longer than this service reads."""

    status = 413
    code = "too-long"


class UnsupportedMedia(RequestProblem):
    """The body is not sent as JSON."""

    status = 415
    code = "not-supported"


class Misdirected(RequestProblem):
    """The request names a host that this service is not (RFC 9110, 15.5.20)."""

    status = 421
    code = "security"


class Unprocessable(RequestProblem):
    """The request is well formed, and names what is not known here or does not fit together."""

    status = 422
    code = "business-rule"


class EncodedBody(UnsupportedMedia):
    """The body is compressed."""

    headers: Mapping[str, str] = {"Accept-Encoding": "identity"}


class SendAgain(RequestProblem):
    """Nothing is wrong with the request but its moment."""

    status = 503
    code = "transient"
    headers: Mapping[str, str] = {"Retry-After": str(RETRY_AFTER_SECONDS)}


class NotKept(SendAgain):
    """The disk is full or gone: what was sent was not stored."""

    code = "no-store"


class NotChecked(SendAgain):
    """The store of used tokens does not answer, and tokens are not taken unchecked."""


class SessionsAway(SendAgain):
    """The database of worksheets' sessions does not answer."""


def outcome(code: str, problem: str, field: str = "") -> bytes:
    """An OperationOutcome with one issue."""
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": problem}
    if field:
        issue["expression"] = [field]
    body: Mapping[str, Any] = {"resourceType": "OperationOutcome", "issue": [issue]}
    return msgspec.json.encode(body)


def described(error: BaseException) -> Mapping[str, Any]:
    """An error of our own for a log: its type and where it happened, as `file:line function`.

    Its message and its frames' values may be a patient's, and are left out.
    """
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    at = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"exception": type(error).__name__, "at": at}


def _short(filename: str) -> str:
    """A file below our root, or the last two steps of a library's path."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
