"""Case tables: what each criterion of a policy comes to, in cases a clinician can read and check.

A table describes a person who meets everything; a case states only what
differs, and what it expects. What a table does not state is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from criteria.check.excuses import Excuse
from criteria.criterion import Criterion
from criteria.determination import Determination
from criteria.evaluate import evaluate
from criteria.fact_values import parse_given
from criteria.facts import Fact, Facts, FactType, Vocabulary, unknown_fact
from criteria.findings import BELOW, POPULATION
from criteria.nearest import nearest
from criteria.policy import Policy, RuleSet
from criteria.strict_model import Strict, Text
from criteria.strict_yaml import Location, read, refuse, validate

OUTCOME = "outcome"

Expected = Literal["met", "not_met", "unknown", "not_applicable"]


class Case(Strict):
    """One person: the facts in which they differ from the baseline, and what is expected of whom.

    `expect` is keyed by criterion id, `population` or `outcome`. `on` is for a
    case about another day than its table's.
    """

    name: Text
    on: date | None = None
    given: dict[str, Text] = Field(default_factory=dict)
    expect: dict[str, Expected] = Field(min_length=1)


class CaseTable(Strict):
    """The cases of one rule set, and the facts of a person who meets all of it on that day.

    `excused` are the mistakes that no case of it can notice, and the numbers that no leaf of it can state.
    """

    rule_set: str
    on: date
    baseline: dict[str, Text]
    cases: tuple[Case, ...] = Field(min_length=1)
    excused: tuple[Excuse, ...] = ()


class _CaseFile(RootModel[tuple[CaseTable, ...]]):
    """The tables of a policy."""


def load_cases(folder: Path, policy: Policy, vocabulary: Vocabulary) -> tuple[CaseTable, ...]:
    """The case tables that lie beside a policy.

    Raises:
        FileError: for an unknown key, rule set, fact or criterion, a value the
            fact cannot have, or a name used twice for one rule set.
    """
    document = read(folder / "cases.yaml")
    if not isinstance(document.value, list):
        raise document.error((), "expected a list of tables, each with rule_set, on, baseline and cases")
    tables = validate(document, _CaseFile).root
    refuse(document.mistake(at, problem) for at, problem in _problems(tables, policy, vocabulary))
    return tables


def all_cases(policy: Policy, table: CaseTable) -> tuple[Case, ...]:
    """The cases of a table, after one that holds the baseline to its promise to meet everything.

    To whom a criterion applies only sometimes, it need not apply to them.
    """
    criteria = [part for _, part in policy.rule_set(table.rule_set).when.parts()]
    ids = [each.id for each in criteria if isinstance(each, Criterion) and each.applies_when is None]
    everything = Case(
        name="The baseline meets everything", expect=dict.fromkeys((OUTCOME, POPULATION, *ids), "met")
    )
    return (everything, *table.cases)


def run_case(policy: Policy, vocabulary: Vocabulary, table: CaseTable, case: Case) -> tuple[str, ...]:
    """Where the policy comes to something else than the case expects, in words; empty when it does not."""
    rule_set = policy.rule_set(table.rule_set)
    facts = facts_of(vocabulary, table, case)
    found = outcomes(evaluate(policy, rule_set, vocabulary, facts, case.on or table.on))
    return tuple(
        f"{each}: expected {expected}, found {found.get(each, 'nothing')}"
        for each, expected in case.expect.items()
        if found.get(each) != expected
    )


def facts_of(vocabulary: Vocabulary, table: CaseTable, case: Case) -> Facts:
    """The facts of a case; those neither it nor the baseline states are unknown."""
    stated, on = table.baseline | case.given, case.on or table.on
    return {name: _fact(name, kind, stated.get(name, "unknown"), on) for name, kind in vocabulary.items()}


def outcomes(determination: Determination) -> Mapping[str, str]:
    """What a rule set, its population and each of its criteria came to, by id.

    The findings of a rule set that a criterion rests on are that rule set's
    own, and left out.
    """
    found = {path: finding.outcome for path, finding in determination.walk() if BELOW not in path}
    return {OUTCOME: determination.outcome.value, **found}


def _fact(name: str, kind: FactType, text: str, on: date) -> Fact:
    value, day = parse_given(kind, text, on)
    return Fact(name, value, "the case does not state it", day=day)


def _problems(
    tables: tuple[CaseTable, ...], policy: Policy, vocabulary: Vocabulary
) -> Iterator[tuple[Location, str]]:
    rule_sets = {r.id: r for r in policy.rule_sets}
    names: set[tuple[str, str]] = set()
    for i, table in enumerate(tables):
        yield from _value_problems(table.baseline, table.on, (i, "baseline"), vocabulary)
        for j, case in enumerate(table.cases):
            if (table.rule_set, case.name) in names:
                yield (i, "cases", j, "name"), f"another case is called {case.name!r}"
            names.add((table.rule_set, case.name))
            on = case.on or table.on
            yield from _value_problems(case.given, on, (i, "cases", j, "given"), vocabulary)
        if table.rule_set in rule_sets:
            yield from _id_problems(table, (i, "cases"), rule_sets[table.rule_set])
        else:
            near = nearest(table.rule_set, rule_sets)
            yield (i, "rule_set"), f"the policy has no rule set {table.rule_set!r}{near}"


def _value_problems(
    values: Mapping[str, str], on: date, at: Location, vocabulary: Vocabulary
) -> Iterator[tuple[Location, str]]:
    for name, text in values.items():
        if name not in vocabulary:
            yield (*at, name), unknown_fact(name, vocabulary)
            continue
        try:
            parse_given(vocabulary[name], text, on)
        except ValueError as error:
            yield (*at, name), f"no value of a {vocabulary[name].kind} fact: {error}"


def _id_problems(table: CaseTable, at: Location, rule_set: RuleSet) -> Iterator[tuple[Location, str]]:
    known = [OUTCOME, POPULATION, *(c.id for c in rule_set.criteria())]
    for j, case in enumerate(table.cases):
        for each in case.expect:
            if each not in known:
                problem = f"the rule set {rule_set.id} has no criterion {each!r}{nearest(each, known)}"
                yield (*at, j, "expect", each), problem
