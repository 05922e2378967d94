"""Surviving mutants: the mistakes in a rule set that none of its cases would notice.

A case can only notice a mistake that changes what the smallest condition around
it comes to. That one is looked at first, and the whole rule set where it differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from criteria.check.cases import outcomes
from criteria.check.mutants import Mutant
from criteria.check.people import Person
from criteria.criterion import Criterion
from criteria.evaluate import evaluate
from criteria.findings import POPULATION, walk
from criteria.form import Form
from criteria.node_result import NodeResult
from criteria.policy import Policy, RuleSet


class Survivor(NamedTuple):
    """A mistake that no case notices, by its name, and the criterion that it is in; empty where in none."""

    name: str
    criterion: str


class _Witness(NamedTuple):
    """A case, and what it knows: what the conditions of the rule set itself come to in it."""

    person: Person
    known: dict[int, tuple[object, ...]]

    def told_of(self, right: Form) -> tuple[object, ...]:
        """What a condition comes to, which one mutant after the other asks."""
        if id(right) not in self.known:
            self.known[id(right)] = _told(right.evaluate(self.person.inputs))
        return self.known[id(right)]


class _Place(NamedTuple):
    """Where a mistake is: the criterion around it, and a condition of it as it was and as it is."""

    criterion: str
    right: Form
    wrong: Form


def surviving_mutants(
    policy: Policy, rule_set: RuleSet, people: Iterable[Person], made: Iterable[Mutant]
) -> tuple[Survivor, ...]:
    """Those of the mutants made that no case notices; a case that fails by itself tells nothing."""
    witnesses = [_Witness(each, {}) for each in people if not _notices(each, policy, rule_set)]
    survivors = []
    for mutant in made:
        place = _where_they_differ(rule_set, mutant.rule_set)
        if not any(_noticed(mutant, place, policy, witnesses)):
            survivors.append(Survivor(mutant.name, place.criterion))
    return tuple(survivors)


def _noticed(mutant: Mutant, place: _Place, policy: Policy, witnesses: Sequence[_Witness]) -> Iterator[bool]:
    """For each case whether it notices the mistake; first for those about the criterion that it is in."""
    for each in sorted(witnesses, key=lambda one: place.criterion not in one.person.case.expect):
        if each.told_of(place.right) != _told(place.wrong.evaluate(each.person.inputs)):
            yield _notices(each.person, policy, mutant.rule_set)


def _notices(person: Person, policy: Policy, mutant: RuleSet) -> bool:
    """Whether a criterion comes to something else than the case expects; that it is gone tells nothing."""
    inputs = person.inputs
    found = outcomes(evaluate(policy, mutant, inputs.vocabulary, inputs.facts, inputs.on))
    return any(found.get(each, expected) != expected for each, expected in person.case.expect.items())


def _where_they_differ(rule_set: RuleSet, mutant: RuleSet) -> _Place:
    """The smallest condition of a rule set that a mutant has changed."""
    if mutant.when is rule_set.when:
        place = _Place(POPULATION, rule_set.population.when, mutant.population.when)
    else:
        place = _Place("", rule_set.when, mutant.when)
    while below := _one_changed_part(place.right, place.wrong):
        right, wrong = below
        place = _Place(right.id if isinstance(right, Criterion) else place.criterion, right, wrong)
    return place


def _one_changed_part(right: Form, wrong: Form) -> tuple[Form, Form] | None:
    """The one part in which two conditions differ; None where they differ in themselves."""
    if type(right) is not type(wrong) or len(right.parts()) != len(wrong.parts()):
        return None
    pairs = zip(right.parts(), wrong.parts(), strict=True)
    changed = [(own, other) for (_, own), (_, other) in pairs if own is not other]
    return changed[0] if len(changed) == 1 else None


def _told(result: NodeResult) -> tuple[object, ...]:
    """What the rest of a rule set can tell of a condition: its truth, and the outcomes of its criteria."""
    return result.truth, *((path, each.outcome) for path, each in walk(result.findings))
