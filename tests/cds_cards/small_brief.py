"""The details of brief cards of a small policy with whatever was found."""

from __future__ import annotations

from typing import Any

from cds_cards.brief import BriefDetail
from cds_cards.context import CardContext
from cds_cards.fact_text import FactText
from cds_cards.wording import load_wording
from criteria.determination import Determination
from criteria.facts import Author, Evidence, Fact, License
from criteria.findings import Finding, Missing
from criteria.policy import Policy
from criteria.truth import Truth
from tests.cds_cards.small import ON, POPULATION
from tests.support.policies import criterion, policy, rule_set

FACTS = {
    "agreed": FactText("They agree", "the family", "family agreement"),
    "score": FactText("The score", "a rater", "the score"),
    "risk": FactText("At risk", "a rater", "risk"),
    "disorder": FactText("Disorder", "the diagnosing clinician", "a disorder", is_diagnosis=True),
    "other-disorder": FactText("Other disorder", "the diagnosing clinician", is_diagnosis=True),
    "present": FactText("SED present", "a nurse"),
}
LPC = Author("Practitioner/1", "Ada Obi", "LPC", License.LISTED)
NURSE = Author("Practitioner/2", "Ben Roe, RN", "", License.NOT_CHECKED)
MOTHER = Author("RelatedPerson/1", "Cleo Fay (mother)")
ADMISSION = Fact("service-in-progress")


def small() -> Policy:
    """A policy whose criterion A takes any of two sub-items, and whose second rule set rests on the first."""
    either = {"any_of": [criterion("A.1", {"fact": "agreed"}), criterion("A.2", {"fact": "risk"})]}
    first = rule_set(criterion("A", either), criterion("B", {"fact": "agreed"}), id="first")
    stay = rule_set(
        criterion("A", {"rule_set": "first"}),
        id="stay",
        phase="continued-stay",
        title="continued stay",
        left_to_clinician="the judgment",
        not_met={"text": "It ends."},
    )
    triggers = {"any_of": [criterion("1", {"fact": "agreed"}), criterion("2", {"fact": "risk"})]}
    return policy(
        first, stay, {**rule_set(id="discharge", phase="discharge", title="discharge"), "when": triggers}
    )


POLICY = small()
BRIEF = BriefDetail(load_wording(), POLICY, FACTS)


def found(outcome: Truth, *criteria: Finding, of: str = "first") -> Determination:
    """A determination of one of the rule sets with these findings."""
    rules = POLICY.rule_set(of)
    return Determination(POLICY, POLICY.phase(rules.phase), rules, ON, outcome, POPULATION, criteria)


def detail(
    determination: Determination, *, discharge: Determination | None = None, **context: Any
) -> list[str]:
    """The lines of a card, without the empty ones."""
    told = CardContext(**{"orders": (), "phase": ADMISSION, "gaps": (), **context})
    text = BRIEF.write(BRIEF.told_of(determination), told, discharge).text
    return [line.rstrip() for line in text.splitlines() if line]


def said(
    value: str | int, fact: str = "agreed", by: Author | None = LPC, day: str = "2026-02-20", **more: Any
) -> Evidence:
    """An item of the record."""
    return Evidence(fact, f"Observation/{fact}", day, value=value, by=by, **more)


def open_finding(id_: str, *missing: Missing, **more: Any) -> Finding:
    """An open criterion that is called by its id."""
    return Finding(id_, "unknown", f"Title {id_}", missing=missing, **more)


NOT_ON_FILE = Missing("agreed", "the family can supply it")
