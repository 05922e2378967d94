"""Feedback as an EHR sends it, and what is read of it."""

from __future__ import annotations

import json
from typing import Any

from cds_cards.card import Coding
from service.audit.events import FeedbackRecord
from service.audit.feedback import read_feedback

CARD, OTHER_CARD = "9368d37b-283f-44a0-93ea-547cebab93ed", "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10"
SUGGESTION = "e56e1945-20b3-4393-8503-a1a20fd73152"
OFFERED = [Coding("clinical-judgement", "urn:ours", "Clinical judgment differs")]
GIVEN: dict[str, Any] = {
    "card": CARD,
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-01T10:00:00Z",
}
ACCEPTED = {"outcome": "accepted", "acceptedSuggestions": [{"id": SUGGESTION}]}


def read(**given: Any) -> FeedbackRecord:
    found = read_feedback(body(GIVEN | given), "service-one", "clinic", OFFERED)
    assert found.problem is None
    return found.feedback[0]


def body(*given: Any) -> bytes:
    return json.dumps({"feedback": given}).encode()
