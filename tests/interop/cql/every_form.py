"""A policy that nobody has: every form of the grammar with each of its keys, alone and within combinators."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from criteria.expressions import FORMS
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.policy import Policy

SEED = 14
NESTED = 40
"""Conditions that are put together at random."""

VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "said": FactType(FactKind.TRUTH),
    "also-said": FactType(FactKind.TRUTH),
    "dx-one": FactType(FactKind.TRUTH, is_diagnosis=True),
    "dx-two": FactType(FactKind.TRUTH, is_diagnosis=True),
    "composite": FactType(FactKind.SCORE, range=(7, 35)),
    "anxious": FactType(FactKind.SCORE),
    "withdrawn": FactType(FactKind.SCORE),
    "scales": FactType(FactKind.SCORE_GROUP, ("anxious", "withdrawn")),
    "social": FactType(FactKind.RATING),
    "fell": FactType(FactKind.CHANGE),
    "contacts": FactType(FactKind.COUNT),
    "seen": FactType(FactKind.DATE),
    "met": FactType(FactKind.DATE),
    "enrolled": FactType(FactKind.DATE, recurs=False),
    "discharged": FactType(FactKind.DATE, recurs=False),
    "stays": FactType(FactKind.EVENTS),
    "visits": FactType(FactKind.EVENTS),
    "calls": FactType(FactKind.EVENTS),
}

_STAYS = ["stays", "visits", "calls"]
LEAVES: tuple[dict[str, Any], ...] = (
    {"fact": "said"},
    {"fact": "also-said", "is": "not_met"},
    {"fact": "said", "about": ["dx-one"]},
    {"fact": "said", "is": "not_met", "about": ["dx-one", "dx-two"]},
    *({"fact": "seen", "within": span} for span in ("90 days", "6 months", "1 year")),
    {"score": "composite", "minimum": 17},
    {"score": "composite", "maximum": 22},
    {"score": "composite", "minimum": 17, "maximum": 22, "within": "60 days"},
    {"any_score": "scales", "minimum": 65},
    {"any_score": "scales", "maximum": 10, "within": "1 year"},
    {"rating": "social", "at_least": "moderate"},
    {"rating": "social", "at_most": "mild"},
    {"rating": "social", "at_least": "mild", "at_most": "severe", "within": "1 year"},
    {"change": "fell", "decrease": 5},
    {"change": "fell", "increase": 2},
    {"age": {"from": "18 years", "below": "21 years"}},
    {"age": {"below": "18 months"}},
    {"age": {"from": "90 days"}},
    {"age": {"below": "18 years"}, "at": "enrolled"},
    {"date": "seen", "at_least": "6 months"},
    {"date": "enrolled", "at_least": "1 year"},
    {"date": "enrolled", "more_than": "30 days"},
    {"date": "seen", "within": "90 days", "after": "discharged"},
    {"date": "enrolled", "within": "1 year", "before": "discharged"},
    {"date": "enrolled", "within": "1 month", "around": "discharged"},
    {"count": "contacts", "minimum": 2},
    {"count": "contacts", "maximum": 1},
    {"count": "contacts", "minimum": 1, "maximum": 3},
    {"events": ["stays"], "minimum": 2, "within": "12 months"},
    {"events": ["visits", "calls"], "minimum": 2, "maximum": 4, "within": "1 year"},
    {"events": _STAYS, "minimum": 3, "within": "90 days"},
    {"events": ["calls"], "maximum": 0, "since": "enrolled"},
    {"lasting": ["stays"], "more_than": "30 days", "within": "12 months"},
    {"lasting": ["stays", "visits"], "at_least": "1 month", "since": "enrolled"},
    {"lasting": _STAYS, "at_least": "10 days", "within": "1 year", "bridging": 3},
    {"undetermined": "the policy does not say"},
)


def every_form() -> Policy:
    """The policy; the same each time.

    Raises:
        ValueError: when it lacks a form of the grammar.
    """
    conditions = [*LEAVES, *_nested(Random(SEED))]  # the same each time, and no secret
    criteria = [_criterion(f"{number}", each) for number, each in enumerate(conditions, 1)]
    criteria.append(_criterion("excluded", {"fact": "said"}, excludes=True))
    applying = {"applies_when": {"age": {"from": "18 years"}}, "applies_text": "adults"}
    criteria.append(_criterion("applying", {"fact": "said"}, **applying))
    criteria.append(_criterion("excluding", {"fact": "said"}, excludes=True, **applying))
    below = {"rule_set": "told", "served_by": {"said": "also-said"}}
    told = [_criterion("said", LEAVES[0]), _criterion("about", LEAVES[2])]
    policy = Policy.model_validate(
        {
            **{"id": "every-form", "version": "1.0.0", "title": "Every form"},
            "service": {"code": "X", "name": "Every form", "short_name": "Every form"},
            "source": {"payer": "Nobody", "title": "Every form", "date": "undated"},
            "criteria_parts": [],
            "rule_sets": [
                _rule_set("admission", "admission", criteria),
                _rule_set("told", "admission", told),
                _rule_set(
                    "stay", "continued-stay", [_criterion("again", below), _criterion("own", LEAVES[0])]
                ),
            ],
        }
    )
    written = {type(form) for rule_set in policy.rule_sets for form in rule_set.nodes()}
    if lacking := set(FORMS) - written:
        raise ValueError(f"no condition is written by {sorted(form.key for form in lacking)}")
    return policy


def _nested(random: Random) -> Iterator[dict[str, Any]]:
    """Combinators over leaves, and over combinators of those."""
    known: list[dict[str, Any]] = list(LEAVES)
    for _ in range(NESTED):
        made = _combined(random, random.sample(known, random.randint(2, 4)))
        known.append(made)
        yield made


def _combined(random: Random, parts: list[dict[str, Any]]) -> dict[str, Any]:
    by_age = [{"below": "18 years", "when": parts[0]}, {"from": "21 years", "when": parts[1]}]
    return random.choice(
        [
            {"all_of": parts},
            {"any_of": parts},
            {"at_least": random.randint(1, len(parts)), "of": parts},
            {"none_of": parts},
            {"by_age": by_age},
        ]
    )


def _criterion(name: str, when: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"id": name, "title": f"Criterion {name}", "text": f"criterion {name}", "when": when, **more}


def _rule_set(name: str, phase: str, criteria: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **{"id": name, "phase": phase, "title": name, "text": name},
        "population": {"title": "Adults", "text": "adults", "when": {"age": {"from": "18 years"}}},
        "when": {"all_of": criteria},
    }
