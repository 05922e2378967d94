"""Rich and true requests to begin with: the golden ones, as each of the hooks, and feedback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.fuzz.service import CALL, FEEDBACK
from tests.goldens.service import golden_request

_CASES = (
    "both-services-at-21",
    "dirty-record",
    "h0024-continued-stay-met",
    "h2017-adult-admission-met",
    "h2017-child-continued-stay-met",
)
_CARD = "9368d37b-283f-44a0-93ea-547cebab93ed"
_OVERRIDDEN: Mapping[str, Any] = {
    "feedback": [
        {
            "card": _CARD,
            "outcome": "overridden",
            "overrideReason": {
                "reason": {"code": "a", "system": "https://ehr.example", "display": "A"},
                "userComment": "The parent supplied the rating by phone",
            },
            "outcomeTimestamp": "2026-03-01T15:02:09.25Z",
        },
        {
            "card": _CARD,
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": _CARD}],
            "outcomeTimestamp": "2026-03-01T15:02:09-05:00",
        },
    ]
}


class Body(NamedTuple):
    """Where a request goes, and what it says."""

    name: str
    path: str
    content: Mapping[str, Any]


def true_bodies() -> list[Body]:
    """Every case as every hook; the service answers each of them with 200."""
    found = []
    for case in _CASES:
        request = golden_request(case)
        for hook in ("order-select", "order-sign", "patient-view"):
            found.append(Body(f"{hook}, {case}", CALL.format(hook), request | {"hook": hook}))
    return [*found, Body("feedback", FEEDBACK, _OVERRIDDEN)]
