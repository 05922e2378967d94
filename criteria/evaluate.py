"""Evaluates a policy over facts: a tree of findings for each rule set that applies.

What makes a finding met or not met is its evidence; what keeps it unknown is
named as missing, and only where it could still change the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from msgspec.structs import replace

from criteria.determination import Determination
from criteria.facts import Fact, Facts, Vocabulary
from criteria.findings import POPULATION, Finding, Missing
from criteria.leaves.age import BIRTH_DATE
from criteria.node_result import EvaluationInput, NodeResult, earliest
from criteria.phases import ADMISSION, CONTINUED_STAY, Phase
from criteria.policy import Policy, RuleSet
from criteria.truth import Truth, all_of

AGE = "Age"
"""The title of the population where only a birth date would tell which one a person belongs to."""
NO_CONTINUED_STAY = (
    "The policy has no criteria for a continued stay. Its admission criteria are read in their place."
)


def determine(
    policy: Policy, vocabulary: Vocabulary, facts: Facts, on: date, in_progress: bool
) -> tuple[Determination, ...]:
    """Evaluate the phases that are read before a service begins or, once it is in progress, the others.

    First come those whose criteria are met together: admission, or continued stay;
    then those of triggers, such as discharge. A phase whose populations the person
    is not of says nothing. A policy without criteria for a continued stay is read by those for
    admission, which is said; one without discharge criteria says nothing of it.
    A person whose age is not known gets one determination without a rule set;
    one whom no population fits gets the first admission rule set's, not met.
    """
    inputs = evaluation_input(policy, vocabulary, facts, on)
    phases = [each for each in policy.phases_used if each.is_in_progress is in_progress]
    reviews = _of_phases(policy, [each for each in phases if not each.triggers], inputs)
    first, *others = reviews or [_of_admission(policy, inputs, in_progress)]
    if first.rule_set is None:
        return (first,)
    return (first, *others, *_of_phases(policy, [each for each in phases if each.triggers], inputs))


def undetermined(policy: Policy, phase: Fact, on: date) -> Determination:
    """What there is to say where it is not known whether a service is in progress."""
    asked = Finding(
        POPULATION, Truth.UNKNOWN.outcome, missing=(Missing(phase.name, phase.reason, phase.code),)
    )
    return Determination(policy, CONTINUED_STAY, None, on, Truth.UNKNOWN, asked)


def evaluate(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, facts: Facts, on: date
) -> Determination:
    """Evaluate one rule set, whoever the person is."""
    return _determination(policy, rule_set, evaluation_input(policy, vocabulary, facts, on))


def diagnoses_asked(policy: Policy, vocabulary: Vocabulary, facts: Facts, on: date) -> frozenset[str]:
    """The diagnoses that the rule sets rest on whose population the person may be of."""
    inputs = evaluation_input(policy, vocabulary, facts, on)
    theirs = [r for r in policy.rule_sets if r.population.when.evaluate(inputs).truth is not Truth.NOT_MET]
    conditions = [condition for rule_set in theirs for condition in (rule_set.population.when, rule_set.when)]
    named = frozenset[str]().union(*(condition.rests_on for condition in conditions))
    return frozenset(fact for fact in named if vocabulary[fact].is_diagnosis)


def evaluation_input(policy: Policy, vocabulary: Vocabulary, facts: Facts, on: date) -> EvaluationInput:
    """What the conditions of a policy are evaluated over."""
    return EvaluationInput(vocabulary, facts, on, partial(_rule_set_result, policy))


def _of_phases(policy: Policy, phases: Sequence[Phase], inputs: EvaluationInput) -> list[Determination]:
    """Some phases, without those whose populations the person is not of."""
    found = [_of_phase(policy, each, inputs) for each in phases]
    return [each for each in found if each.population.truth is not Truth.NOT_MET]


def _of_admission(policy: Policy, inputs: EvaluationInput, in_progress: bool) -> Determination:
    """Admission, in place of what no population fits or, as is said, of a continued stay without criteria."""
    admission = _of_phase(policy, ADMISSION, inputs)
    if not in_progress or policy.reviews_stay:
        return admission
    readings = [each for each in (admission.population.reads_as, NO_CONTINUED_STAY) if each]
    return replace(admission, population=replace(admission.population, reads_as=" ".join(readings)))


def _of_phase(policy: Policy, phase: Phase, inputs: EvaluationInput) -> Determination:
    """The rule set of that phase whose population fits, or what there is to say when none does."""
    populations = [(r, _population(r, inputs)) for r in policy.of_phase(phase)]
    for rule_set, population in populations:
        if population.truth is Truth.MET:
            return _determination(policy, rule_set, inputs, population)
    for _, population in populations:
        if population.truth is Truth.UNKNOWN:
            by_age = all(each.fact == BIRTH_DATE for each in population.missing)
            title = AGE if by_age else population.title
            asked = Finding(POPULATION, population.outcome, title, missing=population.missing)
            return Determination(policy, phase, None, inputs.on, Truth.UNKNOWN, asked)
    rule_set, population = populations[0]
    return Determination(policy, phase, rule_set, inputs.on, Truth.NOT_MET, population)


def _determination(
    policy: Policy, rule_set: RuleSet, inputs: EvaluationInput, population: Finding | None = None
) -> Determination:
    population = population or _population(rule_set, inputs)
    result = rule_set.when.evaluate(inputs)
    outcome = all_of([population.truth, result.truth])
    until = earliest([population.counts_until, result.counts_until]) if outcome is Truth.MET else ""
    return Determination(
        policy, policy.phase(rule_set.phase), rule_set, inputs.on, outcome, population, result.findings, until
    )


def _population(rule_set: RuleSet, inputs: EvaluationInput) -> Finding:
    population = rule_set.population
    result = population.when.evaluate(inputs)
    return Finding(
        POPULATION,
        result.truth.outcome,
        population.title,
        population.text,
        result.evidence,
        missing=result.missing,
        reads_as=population.reads_as or "",
        counts_until=result.counts_until,
    )


def _rule_set_result(policy: Policy, rule_set_id: str, inputs: EvaluationInput) -> NodeResult:
    """What a rule set comes to for a criterion that rests on it."""
    found = _determination(policy, policy.rule_set(rule_set_id), inputs)
    return NodeResult(
        found.outcome, findings=(found.population, *found.criteria), counts_until=found.counts_until
    )
