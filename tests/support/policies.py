"""Small policies to try the engine, the author's checks and the cards on."""

from __future__ import annotations

from typing import Any

from criteria.policy import Policy


def criterion(id_: str, when: Any, **more: Any) -> dict[str, Any]:
    """A criterion, as a policy file writes it, that is called and quoted by its id."""
    return {"id": id_, "title": id_, "text": id_, "when": when, **more}


def rule_set(*conditions: Any, **more: Any) -> dict[str, Any]:
    """An admission rule set for everybody, as a policy file writes it, of these conditions."""
    return {
        "id": "only",
        "phase": "admission",
        "title": "admission",
        "text": "Text.",
        "population": {"title": "All", "text": "All", "when": {"all_of": []}},
        "when": {"all_of": list(conditions)},
        **more,
    }


def policy(*rule_sets: Any, **more: Any) -> Policy:
    """A policy of these rule sets."""
    return Policy.model_validate(
        {
            "id": "small",
            "version": "1",
            "title": "A small policy",
            "service": {"code": "H9999", "name": "A Service", "short_name": "Service"},
            "source": {"payer": "A Payer", "title": "A Title", "date": "undated"},
            "criteria_parts": [],
            "rule_sets": rule_sets,
            **more,
        }
    )
