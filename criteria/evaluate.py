"""Evaluates a policy over facts: a tree of findings for each rule set that applies.

What makes a finding met or not met is its evidence; what keeps it unknown is
named as missing, and only where it could still change the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from criteria.expressions import AllOf, AnyOf, AtLeast, Criterion, Node, RuleSetMet
from criteria.facts import Facts, Vocabulary
from criteria.findings import NOT_APPLICABLE, POPULATION, Determination, Finding
from criteria.leaves import LEAVES
from criteria.node_result import EvaluationInput, NodeResult, gathered, unique
from criteria.policy import Phase, Policy, RuleSet
from criteria.truth import Truth, all_of, any_of, at_least, negate

AGE = "Age"
"""The title of the population where it is not known which one a person belongs to."""


def determine(
    policy: Policy, vocabulary: Vocabulary, facts: Facts, on: date, in_progress: bool
) -> tuple[Determination, ...]:
    """Evaluate admission or, once the service is in progress, continued stay and discharge.

    A person whose age is not known gets one determination without a rule set;
    one whom no population fits gets the first admission rule set's, not met.
    """
    inputs = EvaluationInput(policy, vocabulary, facts, on)
    if not in_progress:
        return (_of_kind(Phase.ADMISSION, inputs),)
    stay = _of_kind(Phase.CONTINUED_STAY, inputs)
    if stay.rule_set is None:
        return (stay,)
    if stay.population.truth is Truth.NOT_MET:
        stay = _of_kind(Phase.ADMISSION, inputs)
    discharge = (_of_kind(Phase.DISCHARGE, inputs),) if policy.of_kind(Phase.DISCHARGE) else ()
    return (stay, *discharge)


def evaluate(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, facts: Facts, on: date
) -> Determination:
    """Evaluate one rule set, whoever the person is."""
    inputs = EvaluationInput(policy, vocabulary, facts, on)
    return _determination(rule_set, _population(rule_set, inputs), inputs)


def _of_kind(kind: Phase, inputs: EvaluationInput) -> Determination:
    """The rule set of that kind whose population fits, or what there is to say when none does."""
    populations = [(r, _population(r, inputs)) for r in inputs.policy.of_kind(kind)]
    for rule_set, population in populations:
        if population.truth is Truth.MET:
            return _determination(rule_set, population, inputs)
    for _, population in populations:
        if population.truth is Truth.UNKNOWN:
            asked = Finding(POPULATION, population.outcome, AGE, missing=population.missing)
            return Determination(inputs.policy, kind, None, inputs.on, Truth.UNKNOWN, asked)
    rule_set, population = populations[0]
    return Determination(inputs.policy, kind, rule_set, inputs.on, Truth.NOT_MET, population)


def _determination(rule_set: RuleSet, population: Finding, inputs: EvaluationInput) -> Determination:
    branch = _branch(rule_set.when, inputs)
    outcome = all_of([population.truth, branch.truth])
    return Determination(
        inputs.policy, rule_set.kind, rule_set, inputs.on, outcome, population, branch.findings
    )


def _population(rule_set: RuleSet, inputs: EvaluationInput) -> Finding:
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


def _branch(node: Node, inputs: EvaluationInput) -> NodeResult:
    return _EVALUATORS[type(node)](node, inputs)


def _all_of(node: AllOf, inputs: EvaluationInput) -> NodeResult:
    return _combined(len(node.all_of), node.all_of, inputs)


def _any_of(node: AnyOf, inputs: EvaluationInput) -> NodeResult:
    return _combined(1, node.any_of, inputs)


def _at_least(node: AtLeast, inputs: EvaluationInput) -> NodeResult:
    return _combined(node.at_least, node.of, inputs)


def _combined(n: int, parts: Sequence[Node], inputs: EvaluationInput) -> NodeResult:
    branches = [_EVALUATORS[type(part)](part, inputs) for part in parts]
    truth = at_least(n, [b.truth for b in branches])
    findings = tuple([f for b in branches for f in b.findings])
    if truth is Truth.UNKNOWN:
        return NodeResult(truth, *gathered(branches), findings)
    deciding = [e for b in branches if b.truth is truth for e in b.evidence]
    return NodeResult(truth, unique(deciding), findings=findings)


def _criterion(node: Criterion, inputs: EvaluationInput) -> NodeResult:
    applies = _branch(node.applies_when, inputs) if node.applies_when else None
    if applies and applies.truth is Truth.NOT_MET:
        finding = _finding(node, NOT_APPLICABLE, NodeResult(Truth.MET, applies.evidence))
        return NodeResult(Truth.MET, findings=(finding,))
    branch = _branch(node.when, inputs)
    if applies and applies.truth is Truth.UNKNOWN:
        branch = _perhaps(applies, branch)
    return NodeResult(branch.truth, findings=(_finding(node, branch.truth.value, branch),))


def _perhaps(applies: NodeResult, branch: NodeResult) -> NodeResult:
    """Where it is not known whether a criterion applies: met if it is met either way, else unknown."""
    truth = any_of([negate(applies.truth), branch.truth])
    if truth is Truth.MET:
        return branch
    return NodeResult(truth, *gathered([applies, branch]), branch.findings)


def _finding(node: Criterion, outcome: str, branch: NodeResult) -> Finding:
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


def _rule_set(node: RuleSetMet, inputs: EvaluationInput) -> NodeResult:
    rule_set = inputs.policy.rule_set(node.rule_set)
    determination = _determination(rule_set, _population(rule_set, inputs), inputs)
    findings = (determination.population, *determination.criteria)
    return NodeResult(determination.outcome, findings=findings)


_EVALUATORS: Mapping[type[Any], Callable[[Any, EvaluationInput], NodeResult]] = {
    **LEAVES,
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
    Criterion: _criterion,
    RuleSetMet: _rule_set,
}
