"""The people of a policy's cases, each with what they are evaluated over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from criteria.check.cases import Case, CaseTable, all_cases, facts_of
from criteria.evaluate import evaluation_input
from criteria.facts import Vocabulary
from criteria.node_result import EvaluationInput
from criteria.policy import Policy, RuleSet


class Person(NamedTuple):
    """A case, and the facts of it on its day."""

    case: Case
    inputs: EvaluationInput


def people(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, tables: Iterable[CaseTable]
) -> tuple[Person, ...]:
    """Everybody in the cases of a rule set, those who meet everything first."""
    return tuple(
        Person(
            case,
            evaluation_input(policy, vocabulary, facts_of(vocabulary, table, case), case.on or table.on),
        )
        for table in tables
        if table.rule_set == rule_set.id
        for case in all_cases(policy, table)
    )
