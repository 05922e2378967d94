"""Determinations of a small policy with whatever was found, and what it says of a few facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from cds_cards.fact_text import FactText
from criteria.determination import Determination
from criteria.findings import Finding
from criteria.truth import Truth
from tests.support.policies import criterion, policy, rule_set

ON = date(2026, 3, 1)
FACTS = {
    "birth-date": FactText("Birth date", "the registration desk"),
    "agreed": FactText("Agreement", "the partner"),
    "score": FactText("Score", "a rater"),
}
POPULATION = Finding("population", "met", "Adult")


def determined(
    outcome: Truth, *criteria: Finding, title: str = "adult admission", **more: Any
) -> Determination:
    """A determination of a small policy with these findings."""
    found = policy(rule_set(criterion("A", {"fact": "agreed"}), title=title, **more))
    (only,) = found.rule_sets
    return Determination(found, found.phase(only.phase), only, ON, outcome, POPULATION, criteria)
