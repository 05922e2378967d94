"""Evaluates a policy over facts: a tree of findings for each rule set that applies.

What makes a finding met or not met is its evidence; what keeps it unknown is
named as missing, and only where it could still change the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from criteria.expressions import (
    Age,
    AllOf,
    AnyOf,
    AnyScore,
    AtLeast,
    CountAtLeast,
    Criterion,
    FactIs,
    Node,
    Rating,
    RuleSetMet,
    Score,
    Undetermined,
)
from criteria.facts import SEVERITIES, Count, Evidence, Fact, Facts, Vocabulary
from criteria.policy import Kind, Policy, RuleSet
from criteria.spans import BirthDate, Span
from criteria.truth import Truth, all_of, any_of, at_least, negate

POPULATION = "population"
NOT_APPLICABLE = "not_applicable"

Item = TypeVar("Item")


class Missing(Struct, frozen=True):
    """A fact that is not known and could still change the answer, and why it is not known."""

    fact: str
    reason: str


class Finding(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What was found of one criterion.

    `outcome` is `met`, `not_met`, `unknown` or `not_applicable`; the last
    counts as satisfied. `evidence` is what decided it or what is known so far,
    `hints` settle nothing, `missing` is filled only while it is unknown.
    """

    id: str
    outcome: str
    title: str = ""
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    left_to_clinician: str = ""
    reads_as: str = ""
    criteria: tuple[Finding, ...] = ()

    @property
    def truth(self) -> Truth:
        """The outcome in three values: what is not applicable stands in no one's way."""
        return Truth.MET if self.outcome == NOT_APPLICABLE else Truth(self.outcome)


class Determination(Struct, frozen=True):
    """The result of one rule set, or of the search for one.

    The first finding is the population. `rule_set` is None when the age is
    unknown and no rule set could be chosen.
    """

    policy: Policy
    kind: Kind
    rule_set: RuleSet | None
    on: date
    outcome: Truth
    criteria: tuple[Finding, ...]


class _Branch(Struct, frozen=True):
    """What one node of an expression came to."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Inputs(Struct, frozen=True):
    policy: Policy
    vocabulary: Vocabulary
    facts: Facts
    on: date


def determine(
    policy: Policy, vocabulary: Vocabulary, facts: Facts, on: date, in_progress: bool
) -> tuple[Determination, ...]:
    """Evaluate admission or, once the service is in progress, continued stay and discharge.

    A person whose age is not known gets one determination without a rule set;
    one whom no population fits gets the first admission rule set's, not met.
    """
    inputs = _Inputs(policy, vocabulary, facts, on)
    if not in_progress:
        return (_of_kind(Kind.ADMISSION, inputs),)
    stay = _of_kind(Kind.CONTINUED_STAY, inputs)
    if stay.rule_set is None:
        return (stay,)
    if stay.criteria[0].truth is Truth.NOT_MET:
        stay = _of_kind(Kind.ADMISSION, inputs)
    discharge = (_of_kind(Kind.DISCHARGE, inputs),) if policy.of_kind(Kind.DISCHARGE) else ()
    return (stay, *discharge)


def evaluate(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, facts: Facts, on: date
) -> Determination:
    """Evaluate one rule set, whoever the person is; its population is its first finding."""
    inputs = _Inputs(policy, vocabulary, facts, on)
    return _determination(rule_set, _population(rule_set, inputs), inputs)


def _of_kind(kind: Kind, inputs: _Inputs) -> Determination:
    """The rule set of that kind whose population fits, or what there is to say when none does."""
    populations = [(r, _population(r, inputs)) for r in inputs.policy.of_kind(kind)]
    for rule_set, population in populations:
        if population.truth is Truth.MET:
            return _determination(rule_set, population, inputs)
    for _, population in populations:
        if population.truth is Truth.UNKNOWN:
            return Determination(inputs.policy, kind, None, inputs.on, Truth.UNKNOWN, (population,))
    rule_set, population = populations[0]
    return Determination(inputs.policy, kind, rule_set, inputs.on, Truth.NOT_MET, (population,))


def _determination(rule_set: RuleSet, population: Finding, inputs: _Inputs) -> Determination:
    branch = _branch(rule_set.when, inputs)
    outcome = all_of([population.truth, branch.truth])
    return Determination(
        inputs.policy, rule_set.kind, rule_set, inputs.on, outcome, (population, *branch.findings)
    )


def _population(rule_set: RuleSet, inputs: _Inputs) -> Finding:
    population = rule_set.population
    branch = _branch(population.when, inputs)
    return Finding(
        POPULATION,
        branch.truth.value,
        population.title,
        population.text,
        branch.evidence,
        missing=branch.missing,
        reads_as=population.reads_as or "",
    )


def _branch(node: Node, inputs: _Inputs) -> _Branch:
    return _EVALUATORS[type(node)](node, inputs)


def _all_of(node: AllOf, inputs: _Inputs) -> _Branch:
    return _combined(len(node.all_of), node.all_of, inputs)


def _any_of(node: AnyOf, inputs: _Inputs) -> _Branch:
    return _combined(1, node.any_of, inputs)


def _at_least(node: AtLeast, inputs: _Inputs) -> _Branch:
    return _combined(node.at_least, node.of, inputs)


def _combined(n: int, parts: Sequence[Node], inputs: _Inputs) -> _Branch:
    branches = [_branch(part, inputs) for part in parts]
    truth = at_least(n, [b.truth for b in branches])
    findings = tuple(f for b in branches for f in b.findings)
    if truth is Truth.UNKNOWN:
        return _Branch(truth, *_gathered(branches), findings)
    deciding = [b for b in branches if b.truth is truth]
    return _Branch(truth, _unique(e for b in deciding for e in b.evidence), findings=findings)


def _gathered(
    branches: Iterable[_Branch],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...], tuple[Missing, ...]]:
    branches = list(branches)
    return (
        _unique(e for b in branches for e in b.evidence),
        _unique(h for b in branches for h in b.hints),
        _unique(m for b in branches if b.truth is Truth.UNKNOWN for m in b.missing),
    )


def _unique(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _criterion(node: Criterion, inputs: _Inputs) -> _Branch:
    applies = _branch(node.applies_when, inputs) if node.applies_when else None
    if applies and applies.truth is Truth.NOT_MET:
        finding = _finding(node, NOT_APPLICABLE, _Branch(Truth.MET, applies.evidence))
    else:
        branch = _branch(node.when, inputs)
        if applies and applies.truth is Truth.UNKNOWN:
            branch = _perhaps(applies, branch)
        finding = _finding(node, branch.truth.value, branch)
    return _Branch(finding.truth, findings=(finding,))


def _perhaps(applies: _Branch, branch: _Branch) -> _Branch:
    """Where it is not known whether a criterion applies: met if it is met either way, else unknown."""
    truth = any_of([negate(applies.truth), branch.truth])
    if truth is Truth.MET:
        return branch
    return _Branch(truth, *_gathered([applies, branch]), branch.findings)


def _finding(node: Criterion, outcome: str, branch: _Branch) -> Finding:
    return Finding(
        node.id,
        outcome,
        node.title,
        node.text,
        branch.evidence,
        branch.hints,
        branch.missing,
        node.left_to_clinician or "",
        node.reads_as or "",
        branch.findings,
    )


def _leaf(truth: Truth, fact: Fact, reason: str = "") -> _Branch:
    if truth is Truth.UNKNOWN:
        return _Branch(truth, fact.evidence, fact.hints, (Missing(fact.name, reason or fact.reason),))
    return _Branch(truth, fact.evidence)


def _threshold(fact: Fact, minimum: int) -> Truth:
    if not isinstance(fact.value, int):
        return Truth.UNKNOWN
    return Truth.MET if fact.value >= minimum else Truth.NOT_MET


def _fact(node: FactIs, inputs: _Inputs) -> _Branch:
    fact = inputs.facts[node.fact]
    if node.within:
        return _date_within(fact, node.within, inputs.on)
    truth = fact.truth if node.is_ == "met" else negate(fact.truth)
    return _leaf(truth, fact)


def _date_within(fact: Fact, span: Span, on: date) -> _Branch:
    if not isinstance(fact.value, date):
        return _leaf(fact.truth, fact)
    if fact.value < span.before(on):
        return _leaf(Truth.UNKNOWN, fact, f"the date on file, {fact.value}, is more than {span} ago")
    return _leaf(
        Truth.MET if fact.value <= on else Truth.UNKNOWN, fact, "the date on file lies in the future"
    )


def _score(node: Score, inputs: _Inputs) -> _Branch:
    fact = inputs.facts[node.score]
    return _leaf(_threshold(fact, node.minimum), fact)


def _any_score(node: AnyScore, inputs: _Inputs) -> _Branch:
    members = [inputs.facts[name] for name in inputs.vocabulary[node.any_score].members]
    leaves = [_leaf(_threshold(fact, node.minimum), fact) for fact in members]
    truth = any_of([leaf.truth for leaf in leaves])
    if truth is Truth.UNKNOWN:
        return _Branch(truth, *_gathered(leaves))
    return _Branch(truth, tuple(e for leaf in leaves if leaf.truth is truth for e in leaf.evidence))


def _rating(node: Rating, inputs: _Inputs) -> _Branch:
    fact = inputs.facts[node.rating]
    return _leaf(_threshold(fact, SEVERITIES.index(node.at_least)), fact)


def _count(node: CountAtLeast, inputs: _Inputs) -> _Branch:
    fact = inputs.facts[node.count]
    if not isinstance(fact.value, Count):
        return _leaf(Truth.UNKNOWN, fact)
    if fact.value.low >= node.minimum:
        return _leaf(Truth.MET, fact)
    closed = fact.value.high is not None and fact.value.high < node.minimum
    return _leaf(Truth.NOT_MET if closed else Truth.UNKNOWN, fact)


def _age(node: Age, inputs: _Inputs) -> _Branch:
    fact = inputs.facts["birth-date"]
    if not isinstance(fact.value, BirthDate):
        return _leaf(Truth.UNKNOWN, fact)
    bounds = []
    if node.age.from_:
        bounds.append(_reached(node.age.from_, fact.value, inputs.on))
    if node.age.below:
        bounds.append(negate(_reached(node.age.below, fact.value, inputs.on)))
    return _leaf(all_of(bounds), fact, "the birth date on file is too coarse to tell the age")


def _reached(age: Span, birth: BirthDate, on: date) -> Truth:
    if age.after(birth.latest) <= on:
        return Truth.MET
    return Truth.UNKNOWN if age.after(birth.earliest) <= on else Truth.NOT_MET


def _rule_set(node: RuleSetMet, inputs: _Inputs) -> _Branch:
    rule_set = inputs.policy.rule_set(node.rule_set)
    determination = _determination(rule_set, _population(rule_set, inputs), inputs)
    return _Branch(determination.outcome, findings=determination.criteria)


def _undetermined(node: Undetermined, inputs: _Inputs) -> _Branch:
    return _Branch(Truth.UNKNOWN, missing=(Missing("policy", node.undetermined),))


_EVALUATORS: Mapping[type[Any], Callable[[Any, _Inputs], _Branch]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
    Criterion: _criterion,
    FactIs: _fact,
    Score: _score,
    AnyScore: _any_score,
    Rating: _rating,
    CountAtLeast: _count,
    Age: _age,
    RuleSetMet: _rule_set,
    Undetermined: _undetermined,
}
