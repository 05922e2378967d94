"""Sends what the small EHR has to say, and tells what came back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from msgspec import Struct

from service.simulator.call import Call
from service.simulator.recipe import Recipe, Refusal, Run, Said
from service.simulator.rules import checked_answer

TIMEOUT_SECONDS = 30
_JSON = "application/json"
_ADVICE = {
    401: "check the token with `criteria-cards check-token`: issuer, audience, key and times",
    403: "see whether this client may call the service",
    404: "see the ids of the services in the discovery document",
    412: "send the Patient in the prefetch, or name a FHIR server that may be asked",
    413: "send less, or let the operator raise the limit",
    415: "send the body as application/json",
}


class Unreachable(Exception):
    """Nobody answers at a URL; says which and why."""


class Service(Struct, frozen=True):
    """A service of a discovery document, as far as a client reads it."""

    id: str
    hook: str
    title: str = ""
    prefetch: dict[str, str] = {}


class _Discovery(Struct, frozen=True):
    services: list[Service]


class Discovered(Struct, frozen=True):
    """The services of a base URL, and the document as it came."""

    base: str
    services: tuple[Service, ...]
    document: bytes


def discovered(url: str, authorization: str = "") -> Discovered:
    """The services at a URL: that of a server, of its discovery, or of one service.

    Raises:
        Unreachable: when nobody answers, or not with a discovery document.
    """
    base = base_of(url)
    headers = {"Accept": _JSON, **({"Authorization": authorization} if authorization else {})}
    response = _sent("GET", f"{base}/cds-services", headers, None)
    try:
        found = msgspec.json.decode(response.content, type=_Discovery)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreachable(f"{base}/cds-services answers {response.status_code} and no services") from error
    return Discovered(base, tuple(found.services), response.content)


def base_of(url: str) -> str:
    """What stands before /cds-services."""
    if not urlsplit(url).scheme or not urlsplit(url).netloc:
        raise Unreachable(f"{url} is no URL; one is such as http://127.0.0.1:5000")
    return url.partition("/cds-services")[0].rstrip("/")


def fired(url: str, recipe: Recipe, call: Call, authorization: str) -> Run:
    """Send a call to a service.

    Raises:
        Unreachable: when nobody answers.
    """
    headers = {"Content-Type": _JSON, "Accept": _JSON}
    sent = {**headers, **({"Authorization": authorization} if authorization else {})}
    began = time.perf_counter()
    response = _sent("POST", url, sent, call.body)
    ms = (time.perf_counter() - began) * 1000
    shown = {**headers, **({"Authorization": "Bearer ..."} if authorization else {})}
    return Run(
        recipe,
        url,
        shown,
        call.body,
        call.prefetch,
        response.status_code,
        dict(response.headers),
        response.content,
        ms,
        checked_answer(response.status_code, response.headers.get("Content-Type", ""), response.content),
        refusal=_refusal(response.status_code, response.content),
    )


def feedback_of(run: Run, outcome: str, when: str, reason: Mapping[str, Any] | None = None) -> bytes:
    """The feedback on all cards of a run: `accepted` with every suggestion, or `overridden` with a reason."""
    told = []
    for card in run.cards:
        one: dict[str, Any] = {"card": card.get("uuid"), "outcome": outcome, "outcomeTimestamp": when}
        if outcome == "accepted":
            one["acceptedSuggestions"] = [
                {"id": each["uuid"]} for each in card.get("suggestions", ()) if "uuid" in each
            ]
        elif reason:
            one["overrideReason"] = dict(reason)
        told.append(one)
    return msgspec.json.encode({"feedback": told})


def sent_feedback(url: str, body: bytes, authorization: str) -> int:
    """The status by which a service takes feedback on its cards.

    Raises:
        Unreachable: when nobody answers.
    """
    headers = {"Content-Type": _JSON, **({"Authorization": authorization} if authorization else {})}
    return _sent("POST", f"{url}/feedback", headers, body).status_code


def _sent(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> requests.Response:
    try:
        return requests.request(
            method, url, headers=dict(headers), data=body, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        raise Unreachable(f"{url} cannot be reached: {type(error).__name__}") from error


def _refusal(status: int, body: bytes) -> Refusal | None:
    """Why a service refused a call, by its OperationOutcome where it sends one."""
    if status == 200:
        return None
    issues = _issues(body)
    said = tuple(Said(", ".join(each.get("expression", ())) or "the request", _text(each)) for each in issues)
    title = f"{status}: {_text(issues[0])}" if issues else f"{status}, and no reason"
    return Refusal(title, said, _ADVICE.get(status, ""))


def _issues(body: bytes) -> list[dict[str, Any]]:
    try:
        outcome = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    issues = outcome.get("issue") if isinstance(outcome, dict) else None
    return [each for each in issues if isinstance(each, dict)] if isinstance(issues, list) else []


def _text(issue: Mapping[str, Any]) -> str:
    details = issue.get("details")
    text = details.get("text") if isinstance(details, dict) else None
    return str(issue.get("diagnostics") or text or issue.get("code", ""))
