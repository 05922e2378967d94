"""What the clinician does with a card, sent to the service as an EHR sends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import msgspec

from service.clock import now
from service.console.bench.recipe import BenchRecipe
from service.simulator.client_tokens import authorization
from service.simulator.recipe import TokenKind
from service.web.console.bench_door import Bench

ACCEPTED, OVERRIDDEN, IGNORED = "accepted", "overridden", "ignored"
_COUNTED = "Outcomes counts it under the client request-bench."


def send_feedback(
    bench: Bench, set_to: BenchRecipe, outcome: str, typed: Mapping[str, str]
) -> tuple[str, str]:
    """Send it; what came of it, as a heading and a sentence. Of what is ignored an EHR says nothing."""
    if outcome == IGNORED:
        return "Ignored: nothing was sent", "CDS Hooks knows no feedback for a card that nobody acts on."
    path = f"{typed.get('path', '')}/feedback"
    door = bench.door(set_to.site, set_to.site_file)
    body = msgspec.json.encode({"feedback": [_feedback(outcome, typed)]})
    token = authorization(TokenKind.SIGNED, bench.client, f"{door.url}{path}")
    came = door.post(path, body, token)
    if came.status == 200:
        return f"{outcome.capitalize()}: sent to {path}, 200", _COUNTED
    problem = came.problem.problem if came.problem else _diagnostics(came.body)
    return f"{outcome.capitalize()}: not taken, {came.status}", f"{problem[:1].upper()}{problem[1:]}."


def _feedback(outcome: str, typed: Mapping[str, str]) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "card": typed.get("card", ""),
        "outcome": outcome,
        "outcomeTimestamp": now(UTC).isoformat(timespec="milliseconds"),
    }
    if outcome == ACCEPTED:
        card, _, suggestion = typed.get("suggestion", "").partition(" ")
        return told | {"card": card, "acceptedSuggestions": [{"id": suggestion}]}
    code, _, system = typed.get("reason", "").partition(" ")
    reason = {"reason": {"code": code, "system": system}} if code else {}
    comment = {"userComment": typed["comment"]} if typed.get("comment", "").strip() else {}
    return told | ({"overrideReason": reason | comment} if reason or comment else {})


def _diagnostics(body: bytes) -> str:
    try:
        issue = msgspec.json.decode(body)["issue"][0]
        return str(issue.get("diagnostics", "")) or "no reason is given"
    except (msgspec.DecodeError, KeyError, IndexError, TypeError):
        return "no reason is given"
