"""What a policy quotes of its source, and which of it the source does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from criteria.criterion import Criterion
from criteria.policy import Policy
from criteria.published_text import PublishedText
from criteria.strict_yaml import Location

ELISION = "[...]"
"""What marks the words that a quote leaves out."""


def misquotes(policy: Policy, source: PublishedText) -> Iterator[tuple[Location, str]]:
    """The stretches between elisions that a policy quotes and the source does not have, with their places."""
    for place, quote in (*_surroundings(policy), *criteria_texts(policy)):
        yield from ((place, piece) for piece in pieces(quote) if not source.says(piece))


def normalised(text: str) -> str:
    """Text with every run of white space as one space: line breaks carry no meaning in the sources."""
    return re.sub(r"\s+", " ", text).strip()


def pieces(quote: str) -> list[str]:
    """The stretches of a quote between its elisions."""
    return [normalised(piece) for piece in quote.split(ELISION)]


def criteria_texts(policy: Policy) -> Iterator[tuple[Location, str]]:
    """Every text that quotes a criterion, a population or what follows from them, with its place."""
    for i, rule_set in enumerate(policy.rule_sets):
        at = ("rule_sets", i)
        yield (*at, "text"), rule_set.text
        yield (*at, "population", "text"), rule_set.population.text
        if rule_set.not_met:
            yield (*at, "not_met", "text"), rule_set.not_met.text
        for place, each in rule_set.placed():
            if isinstance(each, Criterion):
                yield (*at, *place, "text"), each.text
                if each.applies_text:
                    yield (*at, *place, "applies_text"), each.applies_text


def _surroundings(policy: Policy) -> Iterator[tuple[Location, str]]:
    """What a policy quotes besides criteria: words, bounds of parts, what it passes over, definitions."""
    for name, word in policy.words.own.items():
        yield ("words", name), word
    for i, part in enumerate(policy.criteria_parts):
        yield ("criteria_parts", i, "begins"), part.begins
        yield ("criteria_parts", i, "ends"), part.ends
    for i, passed in enumerate(policy.passed_over):
        yield ("passed_over", i, "text"), passed.text
    for i, definition in enumerate(policy.definitions):
        yield ("definitions", i), definition
