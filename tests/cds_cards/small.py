"""A small policy, what it says of a few facts, and determinations of it with whatever was found."""

from __future__ import annotations

from datetime import date

from cds_cards.text import FactText
from criteria.determination import Determination
from criteria.findings import Finding
from criteria.policy import Policy
from criteria.truth import Truth

ON = date(2026, 3, 1)
FACTS = {
    "birth-date": FactText("Birth date", "the registration desk"),
    "agreed": FactText("Agreement", "the partner"),
    "score": FactText("Score", "a rater"),
}
POPULATION = Finding("population", "met", "Adult")


def small_policy(title: str = "adult admission", phase: str = "admission") -> Policy:
    """A policy of one rule set, which cards call by this title."""
    rule_set = {
        "id": "only",
        "phase": phase,
        "title": title,
        "text": "Text.",
        "population": {"title": "Adult", "text": "Adults", "when": {"all_of": []}},
        "when": {"all_of": [{"id": "A", "title": "A", "text": "A", "when": {"fact": "agreed"}}]},
    }
    return Policy.model_validate(
        {
            "id": "small",
            "version": "1",
            "title": "A small policy",
            "service": {"code": "H9999", "name": "A Service", "short_name": "Service"},
            "source": {"payer": "A Payer", "title": "A Title", "date": "undated"},
            "criteria_parts": [],
            "rule_sets": [rule_set],
        }
    )


def determined(outcome: Truth, *criteria: Finding, title: str = "adult admission") -> Determination:
    """A determination of the small policy with these findings."""
    policy = small_policy(title)
    rule_set = policy.rule_sets[0]
    return Determination(policy, rule_set.phase, rule_set, ON, outcome, POPULATION, criteria)
