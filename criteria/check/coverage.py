"""Coverage of a rule set by its cases: what is met, not met or unknown in none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from criteria.check.cases import OUTCOME
from criteria.check.people import Person
from criteria.combinators import AllOf
from criteria.criterion import Criterion
from criteria.form import Form
from criteria.leaves.undetermined import Undetermined
from criteria.policy import RuleSet
from criteria.strict_yaml import Location
from criteria.truth import Truth


class Unseen(NamedTuple):
    """A criterion or a leaf, by its place in the rule set, and the outcomes to which it comes in no case."""

    place: Location
    what: str
    outcomes: tuple[str, ...]


def unseen(rule_set: RuleSet, people: Collection[Person]) -> tuple[Unseen, ...]:
    """What no case expects of the whole and of each criterion, and what none shows of a leaf besides."""
    expected = {pair for each in people for pair in each.case.expect.items()}
    criteria = [(place, each.id) for place, each in rule_set.placed() if isinstance(each, Criterion)]
    found = [Unseen(place, name, _lacking(name, expected)) for place, name in [((), OUTCOME), *criteria]]
    found += _of_leaves(rule_set, people, {each.place: each.outcomes for each in found})
    return tuple(each for each in found if each.outcomes)


def _lacking(name: str, expected: Collection[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(truth.value for truth in Truth if (name, truth.value) not in expected)


def _of_leaves(
    rule_set: RuleSet, people: Collection[Person], told: Mapping[Location, Collection[str]]
) -> Iterator[Unseen]:
    """What is lacking of a leaf, but for what is told of the criterion around it already."""
    for place, leaf in rule_set.placed():
        if not any(leaf.parts()) and not isinstance(leaf, AllOf | Undetermined):
            seen = {leaf.evaluate(each.inputs).truth.value for each in people}
            seen.update(next(told[place[:i]] for i in range(len(place), -1, -1) if place[:i] in told))
            yield Unseen(place, _named(leaf), tuple(t.value for t in Truth if t.value not in seen))


def _named(leaf: Form) -> str:
    named = getattr(leaf, leaf.key)
    return f"{leaf.key} {named}" if isinstance(named, str) else f"the {leaf.key}"
