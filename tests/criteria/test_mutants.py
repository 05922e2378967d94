"""Every small mistake one could make in a policy is noticed by one of its cases.

A mutant changes one number, one combinator or one fact of a rule set. It dies
when a case comes to something else than it expects; one that lives is a
boundary no case stands on, or says the same as the policy in other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

import pytest

from criteria.check.cases import all_cases, facts_of, load_cases, outcomes
from criteria.evaluate import evaluate
from criteria.expressions import (
    Age,
    AgeBand,
    AllOf,
    AnyOf,
    AnyScore,
    AtLeast,
    CountAtLeast,
    Criterion,
    FactIs,
    Form,
    Node,
    Rating,
    RuleSetMet,
    Score,
)
from criteria.facts import SEVERITIES, FactKind, Vocabulary
from criteria.load import POLICIES, facts_used, load_policies
from criteria.policy import Policy, RuleSet, rule_sets_used
from criteria.spans import Span
from mappings.codes.fact_map import load_fact_map

FormT = TypeVar("FormT", bound=Form)

EQUIVALENT: Mapping[str, str] = {}
"""Mutants that no case can kill, and why."""


MISTAKABLE = [
    {
        "id": "A",
        "title": "A",
        "text": "A",
        "applies_when": {"fact": "a"},
        "when": {"fact": "b", "is": "not_met"},
    },
    {"any_of": [{"score": "points", "minimum": 17}, {"rating": "area", "at_least": "moderate"}]},
    {"at_least": 2, "of": [{"age": {"from": "18 months", "below": "6 years"}}, {"rule_set": "x"}]},
    {"fact": "event", "within": "90 days"},
    {"count": "goals", "minimum": 1},
    {"any_score": "scales", "minimum": 65},
    {"undetermined": "the policy does not say"},
]
MISTAKES = [
    *(f"all_of without {part}" for part in ("A", *(f"part {i}" for i in range(2, 8)))),
    "all_of read as any_of",
    *("A applies to all", "A a is not_met", "A a read as b", "A b is met", "A b read as a"),
    *("any_of without part 1", "any_of without part 2", "any_of read as all_of"),
    *("minimum 16", "minimum 18", "area mild", "area severe", "area read as field"),
    *("of without part 1", "of without part 2", "at_least 1", "at_least 3"),
    *("age from 17 months", "age from 19 months", "age without from"),
    *("age below 71 months", "age below 73 months", "age without below"),
    "rule_set y",
    *("event within 89 days", "event within 91 days"),
    *("minimum 0", "minimum 2"),
    *("minimum 64", "minimum 66"),
]


class Mutant(NamedTuple):
    """A rule set with one mistake in it."""

    name: str
    policy: Policy
    rule_set: RuleSet


class Others(NamedTuple):
    """What a fact or a rule set may be mistaken for."""

    facts: Mapping[FactKind, Sequence[str]]
    rule_sets: Sequence[str]


def changed(form: FormT, **fields: Any) -> FormT:
    """A copy with other fields, which need not be valid."""
    return form.model_copy(update=fields)


def mutations(node: Node, others: Others) -> Iterator[tuple[str, Node]]:
    """Every mistake in a node or in one below it, with a name."""
    yield from _mistakes(node, others)
    for field in ("all_of", "any_of", "of"):
        children: tuple[Node, ...] = getattr(node, field, ())
        for i, child in enumerate(children):
            for name, mutated in mutations(child, others):
                yield name, changed(node, **{field: (*children[:i], mutated, *children[i + 1 :])})
    if isinstance(node, Criterion):
        for field in ("applies_when", "when"):
            if child := getattr(node, field):
                for name, mutated in mutations(child, others):
                    own = name if name.startswith(f"{node.id}.") else f"{node.id} {name}"
                    yield own, changed(node, **{field: mutated})


def _mistakes(node: Node, others: Others) -> Iterator[tuple[str, Node]]:
    """Every mistake in the node itself."""
    yield from _of_combinator(node)
    yield from _of_leaf(node, others)
    for key, kind in _KINDS.items():
        if hasattr(node, key) and not getattr(node, "within", None):
            yield from _another_fact(node, key, kind, others)


_KINDS = {
    "fact": FactKind.TRUTH,
    "score": FactKind.SCORE,
    "any_score": FactKind.SCORE_GROUP,
    "rating": FactKind.RATING,
}


def _of_combinator(node: Node) -> Iterator[tuple[str, Node]]:
    match node:
        case AllOf(all_of=parts):
            yield from _shorter(node, "all_of")
            if len(parts) > 1:
                yield "all_of read as any_of", AnyOf.model_construct(any_of=parts)
        case AnyOf(any_of=parts):
            yield from _shorter(node, "any_of")
            yield "any_of read as all_of", AllOf(all_of=parts)
        case AtLeast(at_least=n):
            yield from _shorter(node, "of")
            for other in (n - 1, n + 1):
                yield f"at_least {other}", changed(node, at_least=other)
        case Criterion(applies_when=applies) if applies:
            yield f"{node.id} applies to all", changed(node, applies_when=None)


def _of_leaf(node: Node, others: Others) -> Iterator[tuple[str, Node]]:
    match node:
        case FactIs():
            yield from _of_fact(node)
        case Score(minimum=n) | AnyScore(minimum=n) | CountAtLeast(minimum=n):
            yield from ((f"minimum {m}", changed(node, minimum=m)) for m in (n - 1, n + 1))
        case Rating(rating=rating, at_least=severity):
            step = SEVERITIES.index(severity)
            beside = SEVERITIES[step - 1 : step + 2 : 2]
            yield from ((f"{rating} {other}", changed(node, at_least=other)) for other in beside)
        case Age(age=band):
            yield from ((f"age {name}", changed(node, age=mutated)) for name, mutated in _bands(band))
        case RuleSetMet(rule_set=own):
            instead = [other for other in others.rule_sets if other != own]
            yield from ((f"rule_set {other}", changed(node, rule_set=other)) for other in instead)


def _of_fact(node: FactIs) -> Iterator[tuple[str, Node]]:
    if node.within is None:
        opposite = "not_met" if node.is_ == "met" else "met"
        yield f"{node.fact} is {opposite}", changed(node, is_=opposite)
        return
    for length in (node.within.length - 1, node.within.length + 1):
        span = Span(length, node.within.unit)
        yield f"{node.fact} within {span}", changed(node, within=span)


def _shorter(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    """A combinator without one of its parts."""
    parts: tuple[Node, ...] = getattr(node, key)
    for i, part in enumerate(parts):
        name = part.id if isinstance(part, Criterion) else f"part {i + 1}"
        yield f"{key} without {name}", changed(node, **{key: (*parts[:i], *parts[i + 1 :])})


def _another_fact(node: Node, key: str, kind: FactKind, others: Others) -> Iterator[tuple[str, Node]]:
    """The next fact of the same kind that the rule set names, read in its place."""
    names, own = others.facts.get(kind, ()), getattr(node, key)
    if len(names) > 1:
        other = names[(names.index(own) + 1) % len(names)]
        yield f"{own} read as {other}", changed(node, **{key: other})


def _bands(band: AgeBand) -> Iterator[tuple[str, AgeBand]]:
    for field, span in (("from_", band.from_), ("below", band.below)):
        if span:
            months = span.length * 12 if span.unit == "year" else span.length
            for each in (months - 1, months + 1):
                yield f"{field.strip('_')} {each} months", changed(band, **{field: Span(each, "month")})
            if band.from_ and band.below:
                yield f"without {field.strip('_')}", changed(band, **{field: None})


def mutants(policy: Policy, rule_set: RuleSet) -> Iterator[Mutant]:
    """Every mutant of a rule set: of whom it is for, and of its criteria."""
    facts: dict[FactKind, list[str]] = {}
    for fact, kind in dict.fromkeys(facts_used(rule_set.nodes())):
        facts.setdefault(kind, []).append(fact)
    others = Others(facts, [r.id for r in policy.rule_sets if not rule_sets_used(r) and r is not rule_set])
    for name, when in mutations(rule_set.population.when, others):
        population = changed(rule_set.population, when=when)
        yield Mutant(f"population {name}", policy, changed(rule_set, population=population))
    for name, when in mutations(rule_set.when, others):
        yield Mutant(name, policy, changed(rule_set, when=when))


@cache
def shipped_vocabulary() -> Vocabulary:
    return load_fact_map().vocabulary


@cache
def shipped_mutants() -> Mapping[str, Mutant]:
    """Every mutant of every policy by a name of its own: two parts of one criterion may be alike."""
    found: dict[str, Mutant] = {}
    for policy in load_policies(shipped_vocabulary()):
        for rule_set in policy.rule_sets:
            for mutant in mutants(policy, rule_set):
                name = f"{policy.service.code} {rule_set.id}: {mutant.name}"
                again = sum(each == name or each.startswith(f"{name} (") for each in found)
                found[f"{name} ({again + 1})" if again else name] = mutant
    return found


@cache
def expectations(policy_id: str, rule_set_id: str) -> Sequence[Any]:
    """Facts, day and expected outcomes of every case of a rule set."""
    vocabulary = shipped_vocabulary()
    policy = next(p for p in load_policies(vocabulary) if p.id == policy_id)
    return [
        (facts_of(vocabulary, table, case), case.on or table.on, case.expect)
        for table in load_cases(POLICIES / policy_id, policy, vocabulary)
        if table.rule_set == rule_set_id
        for case in all_cases(policy, table)
    ]


def is_killed(mutant: Mutant) -> bool:
    """Whether a case tells the mutant from the policy by what a criterion comes to, not by its being gone."""
    for facts, on, expect in expectations(mutant.policy.id, mutant.rule_set.id):
        found = outcomes(evaluate(mutant.policy, mutant.rule_set, shipped_vocabulary(), facts, on))
        if any(found.get(each, expected) != expected for each, expected in expect.items()):
            return True
    return False


@pytest.mark.parametrize("name", shipped_mutants())
def test_a_mistake_in_a_policy_is_noticed_by_a_case(name: str) -> None:
    assert is_killed(shipped_mutants()[name]) is (name not in EQUIVALENT)


def test_a_policy_without_a_mistake_lives(policy: Policy, rule_set: RuleSet) -> None:
    assert not is_killed(Mutant("no mistake", policy, rule_set))


def test_no_mutant_is_excused_that_does_not_exist() -> None:
    assert EQUIVALENT.keys() - shipped_mutants().keys() == set()


def test_every_kind_of_mistake_is_made() -> None:
    when = AllOf.model_validate({"all_of": MISTAKABLE})
    others = Others(
        {FactKind.TRUTH: ["a", "b"], FactKind.SCORE: ["points"], FactKind.RATING: ["area", "field"]},
        ["x", "y"],
    )
    assert [name for name, _ in mutations(when, others)] == MISTAKES
