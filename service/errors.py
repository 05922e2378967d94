"""Everything that can be wrong with a request, and the one form in which it is said.

    RequestProblem
     |- Malformed            400  not JSON, or not what CDS Hooks asks for
     |- Unauthorized         401  the token was refused; which check failed is in the log
     |- UnknownService       404
     |- PreconditionFailed   412  without this there is nothing to say
     |- TooLarge             413
     |- UnsupportedMedia     415
     `- NotKept              503  feedback that could not be stored, and is not acknowledged

Every error answers with an OperationOutcome. `expression` names the field;
nothing of the request is echoed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class RequestProblem(Exception):
    """A request that cannot be answered; `field` is a path such as `context.patientId`."""

    status = 400
    code = "invalid"

    def __init__(self, problem: str, field: str = "") -> None:
        super().__init__(problem)
        self.problem, self.field = problem, field


class Malformed(RequestProblem):
    """The body is no JSON, or lacks what the specification requires."""


class Unauthorized(RequestProblem):
    """The caller is not known, or may not call; `check` is what failed, for the log and the count alone."""

    status = 401
    code = "login"

    def __init__(self, problem: str, check: str) -> None:
        super().__init__(problem)
        self.check = check


class UnknownService(RequestProblem):
    """There is nothing of this name here."""

    status = 404
    code = "not-found"


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


class NotKept(RequestProblem):
    """The disk is full or gone: what was sent was not stored."""

    status = 503
    code = "no-store"


def outcome(code: str, problem: str, field: str = "") -> bytes:
    """An OperationOutcome with one issue."""
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": problem}
    if field:
        issue["expression"] = [field]
    body: Mapping[str, Any] = {"resourceType": "OperationOutcome", "issue": [issue]}
    return msgspec.json.encode(body)
