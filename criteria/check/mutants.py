"""Mutants of a policy: every small mistake one could make in it, which one of its cases has to notice.

A mutant changes one number, one combinator, one part or one fact of a rule
set. It dies when a case comes to something else than it expects; one that
lives is a boundary no case stands on, or says the same in other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from criteria.by_age import ByAge
from criteria.check.leaf_mistakes import changed, leaf_mistakes
from criteria.combinators import AllOf, AnyOf, AtLeast, NoneOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.expressions import facts_used
from criteria.facts import FactKind
from criteria.form import Form
from criteria.policy import Policy, RuleSet, rule_sets_used
from criteria.strict_yaml import Location


class Mutant(NamedTuple):
    """A rule set with one mistake in it."""

    name: str
    rule_set: RuleSet


class Others(NamedTuple):
    """What a fact or a rule set may be mistaken for."""

    facts: Mapping[FactKind, Sequence[str]]
    rule_sets: Sequence[str]


def mutants(policy: Policy, rule_set: RuleSet) -> Iterator[Mutant]:
    """Every mutant of a rule set: of whom it is for, and of its criteria."""
    facts: dict[FactKind, list[str]] = {}
    for fact, kind in dict.fromkeys(facts_used(rule_set.nodes())):
        facts.setdefault(kind, []).append(fact)
    others = Others(facts, [r.id for r in policy.rule_sets if not rule_sets_used(r)])
    for name, when in mutations(rule_set.population.when, others):
        population = changed(rule_set.population, when=when)
        yield Mutant(f"population {name}", changed(rule_set, population=population))
    for name, when in mutations(rule_set.when, others):
        yield Mutant(name, changed(rule_set, when=when))


def mutations(node: Form, others: Others) -> Iterator[tuple[str, Form]]:
    """Every mistake in a node or in one below it, with a name."""
    yield from _mistakes(node, others)
    for place, part in node.parts():
        for name, mutated in mutations(part, others):
            yield _named_within(node, name), _with_part(node, place, mutated)


def _named_within(node: Form, name: str) -> str:
    """The name of a mistake below a node, after the id of the criterion that it is in."""
    if not isinstance(node, Criterion) or name.startswith(f"{node.id}."):
        return name
    return f"{node.id} {name}"


def _with_part(node: Form, place: Location, part: Form) -> Form:
    """A node with another part at the place of one of its own."""
    match place:
        case (str(field), int(i)):
            parts: tuple[Form, ...] = getattr(node, field)
            return changed(node, **{field: (*parts[:i], part, *parts[i + 1 :])})
        case (str(field), int(i), str(key)):
            parts = getattr(node, field)
            return changed(node, **{field: (*parts[:i], changed(parts[i], **{key: part}), *parts[i + 1 :])})
        case (field,):
            return changed(node, **{str(field): part})
        case _:
            raise ValueError(f"a form has no part at {place}")


def _mistakes(node: Form, others: Others) -> Iterator[tuple[str, Form]]:
    """Every mistake in the node itself."""
    yield from _of_combinator(node)
    yield from leaf_mistakes(node)
    if isinstance(node, Criterion):
        yield from _of_criterion(node)
    if isinstance(node, RuleSetMet):
        yield from _of_rule_set(node, others)
    for fact, kind in node.facts_used():
        if getattr(node, node.key) == fact:  # not one that another key names
            yield from _another_fact(node, fact, kind, others)


def _of_combinator(node: Form) -> Iterator[tuple[str, Form]]:
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
        case NoneOf():
            yield from _shorter(node, "none_of")
            yield "none_of read as all_of", AllOf(all_of=node.none_of)
        case ByAge():
            yield from _shorter(node, "by_age")


def _of_criterion(node: Criterion) -> Iterator[tuple[str, Form]]:
    if node.applies_when:
        yield f"{node.id} applies to all", changed(node, applies_when=None)
    if node.excludes:
        yield f"{node.id} excludes nobody", changed(node, excludes=False)


def _of_rule_set(node: RuleSetMet, others: Others) -> Iterator[tuple[str, Form]]:
    instead = [other for other in others.rule_sets if other != node.rule_set]
    yield from ((f"rule_set {other}", changed(node, rule_set=other)) for other in instead)
    if node.served_by:
        yield f"rule_set {node.rule_set} served by nothing", changed(node, served_by={})


def _shorter(node: Form, key: str) -> Iterator[tuple[str, Form]]:
    """A combinator without one of its parts."""
    parts: tuple[Form, ...] = getattr(node, key)
    for i, part in enumerate(parts):
        name = part.id if isinstance(part, Criterion) else f"part {i + 1}"
        yield f"{key} without {name}", changed(node, **{key: (*parts[:i], *parts[i + 1 :])})


def _another_fact(node: Form, own: str, kind: FactKind, others: Others) -> Iterator[tuple[str, Form]]:
    """The next fact of the same kind that the rule set names, read in its place; an age has but one."""
    names = others.facts.get(kind, ())
    if len(names) > 1:
        other = names[(names.index(own) + 1) % len(names)]
        yield f"{own} read as {other}", changed(node, **{node.key: other})
