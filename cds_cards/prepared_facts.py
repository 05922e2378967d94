"""What a policy's facts are called, put into phrases when it is loaded: most answers are a plain yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cds_cards.fact_text import FactText
from cds_cards.wording import Brief


class Phrase(NamedTuple):
    """What something is called, its value, and both in one."""

    name: str
    value: str
    text: str


class Said(NamedTuple):
    """What an item of the record says: with its note, and with no more than a short one."""

    whole: Phrase
    brief: Phrase
    answer: str
    """ "yes" or "no", which "none" is as well; empty for anything else."""


class PreparedFacts(NamedTuple):
    """The words for one policy's facts, and of each fact a plain yes, the most usual of all answers."""

    wording: Brief
    facts: Mapping[str, FactText]
    yes: Mapping[str, Said]


def prepared_facts(wording: Brief, facts: Mapping[str, FactText]) -> PreparedFacts:
    """The facts of a policy, prepared when it is loaded."""
    phrases = {name: Phrase(fact.name, "", fact.name) for name, fact in facts.items()}
    yes = {name: Said(phrase, phrase, "yes") for name, phrase in phrases.items()}
    return PreparedFacts(wording, facts, yes)
