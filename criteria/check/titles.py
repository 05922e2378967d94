"""Titles of a policy's criteria: whether they fit a card and tell the criteria of a rule set apart."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.criterion import Criterion
from criteria.findings import POPULATION
from criteria.policy import RuleSet
from criteria.strict_yaml import Location

MAX_TITLE_LENGTH = 60


def title_problems(rule_set: RuleSet) -> Iterator[tuple[Location, str]]:
    """What is wrong with the titles and ids of a rule set, each with its place."""
    titles: set[str] = set()
    yield from _of_title((POPULATION,), rule_set.population.title)
    for place, each in rule_set.placed():
        if not isinstance(each, Criterion):
            continue
        yield from _of_title(place, each.title)
        for at, below in each.when.parts():
            if isinstance(below, Criterion) and not below.id.startswith(f"{each.id}."):
                yield (*place, "when", *at, "id"), f"a part of {each.id} is called after it, as {each.id}.1"
    for place, part in rule_set.when.parts():
        if isinstance(part, Criterion):
            if part.title in titles:
                yield ("when", *place, "title"), "another criterion of this rule set has this title"
            titles.add(part.title)


def _of_title(place: Location, title: str) -> Iterator[tuple[Location, str]]:
    if len(title) > MAX_TITLE_LENGTH:
        yield (*place, "title"), f"a title has at most {MAX_TITLE_LENGTH} characters, not {len(title)}"
    if title.endswith("."):
        yield (*place, "title"), "a title ends without a full stop"
