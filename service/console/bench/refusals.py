"""Why a call was refused, in words: what was sent beside what is expected, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from service.errors import RequestProblem, Unauthorized
from service.simulator.recipe import Refusal, Said


class _Told(NamedTuple):
    title: str
    do: str


_CHECKS: Mapping[str, _Told] = {
    "there is no bearer token": _Told(
        "no token came", "Send Authorization: Bearer, with a token that the EHR signs for this call."
    ),
    "this algorithm is not allowed": _Told(
        "the token is not signed as registered", "Sign with ES384 or RS384, or register the algorithm."
    ),
    "InvalidAudienceError": _Told(
        "the token is for another service", "Set aud to the URL that is called, letter by letter."
    ),
    "ExpiredSignatureError": _Told(
        "the token has expired", "Sign a new one for each call; see that both clocks agree."
    ),
    "InvalidSignatureError": _Told(
        "the token is signed by another key",
        "Sign with the key whose public half is registered under this kid.",
    ),
    "the client has no key of this kid for this algorithm": _Told(
        "the kid is not registered", "Publish the key before it signs, under the kid that tokens name."
    ),
    "this issuer is not registered": _Told(
        "the issuer is not registered", "Register iss letter by letter in the clients' file."
    ),
    "it was used before": _Told("the token was used before", "Give each token a jti of its own."),
}
_DO = {
    400: "Correct the field that is named, and send the request again.",
    412: "Send the Patient in the prefetch, or name a FHIR server that may be asked.",
    413: "Send less, or let the operator raise the limit.",
    503: "Send the same request again.",
}


def refusal_of(status: int, problem: RequestProblem | None, sent: str, expected: str) -> Refusal | None:
    """Why an answer with this status is no success; None where it is one.

    `sent` is the audience of the token that came, `expected` the one that is taken.
    """
    if status == 200:
        return None
    if isinstance(problem, Unauthorized):
        told = _CHECKS.get(problem.check, _Told(problem.check, "Compare the token with what is registered."))
        is_audience = problem.check == "InvalidAudienceError"
        audiences = (Said("aud sent", sent), Said("aud expected", expected)) if is_audience else ()
        return Refusal(f"{status}: {told.title}", (*audiences, Said("check", problem.check)), told.do)
    if problem is None:
        return Refusal(f"{status}: the service failed", (), "See the log of the service.")
    field = (Said("field", problem.field),) if problem.field else ()
    return Refusal(f"{status}: {problem.problem}", field, _DO.get(status, ""))
