"""The shipped policies and their cases as parameters, and a small policy to try the engine on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from criteria.check.cases import all_cases, load_cases
from criteria.determination import Determination
from criteria.evaluate import evaluate
from criteria.fact_values import parse_given
from criteria.facts import Evidence, Fact, FactKind, Facts, FactType, Vocabulary
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from tests.support import policies as small

SMALL: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "said": FactType(FactKind.TRUTH),
    "also-said": FactType(FactKind.TRUTH),
    "third": FactType(FactKind.TRUTH),
    "points": FactType(FactKind.SCORE),
    "scales": FactType(FactKind.SCORE_GROUP, ("scale-one", "scale-two")),
    "scale-one": FactType(FactKind.SCORE),
    "scale-two": FactType(FactKind.SCORE),
    "area": FactType(FactKind.RATING),
    "goals": FactType(FactKind.COUNT),
    "event": FactType(FactKind.DATE),
    "locus": FactType(FactKind.SCORE, range=(7, 35)),
    "change-of-points": FactType(FactKind.CHANGE),
    "enrolled": FactType(FactKind.DATE, recurs=False),
    "discharged": FactType(FactKind.DATE, recurs=False),
    "stays": FactType(FactKind.EVENTS),
    "calls": FactType(FactKind.EVENTS),
}


@cache
def _vocabulary() -> Vocabulary:
    return load_fact_map(KINDS).vocabulary


@cache
def _shipped() -> tuple[Policy, ...]:
    return load_policies(_vocabulary())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every shipped policy, rule set, table or case to the tests that ask for one."""
    for names, values in _PARAMETERS.items():
        if set(names) <= set(metafunc.fixturenames):
            rows = values()
            metafunc.parametrize(names, rows.values(), ids=rows.keys())
            return


def _cases() -> Mapping[str, Any]:
    return {
        f"{policy.service.code} {table.rule_set}: {case.name}": (policy, table, case)
        for policy in _shipped()
        for table in load_cases(POLICIES / policy.id, policy, _vocabulary())
        for case in all_cases(policy, table)
    }


def _tables() -> Mapping[str, Any]:
    return {
        f"{policy.service.code} {table.rule_set}": (policy, table)
        for policy in _shipped()
        for table in load_cases(POLICIES / policy.id, policy, _vocabulary())
    }


def _rule_sets() -> Mapping[str, Any]:
    return {
        f"{policy.service.code} {rule_set.id}": (policy, rule_set)
        for policy in _shipped()
        for rule_set in policy.rule_sets
    }


def _policies() -> Mapping[str, Any]:
    return {policy.service.code: (policy,) for policy in _shipped()}


_PARAMETERS: Mapping[tuple[str, ...], Callable[[], Mapping[str, Any]]] = {
    ("policy", "table", "case"): _cases,
    ("policy", "table"): _tables,
    ("policy", "rule_set"): _rule_sets,
    ("policy",): _policies,
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary of the shipped policies."""
    return _vocabulary()


@pytest.fixture(scope="session")
def shipped() -> Mapping[str, Policy]:
    """The shipped policies by service code."""
    return {policy.service.code: policy for policy in _shipped()}


@pytest.fixture(scope="session")
def evaluated() -> Callable[..., Determination]:
    """Evaluate a condition as a policy file writes it, over values as a case table writes them."""

    def run(when: Any, stated: Mapping[str, str], on: date = date(2026, 3, 1)) -> Determination:
        policy = small.policy(small.rule_set(when))
        return evaluate(policy, policy.rule_sets[0], SMALL, _facts(stated, on), on)

    return run


def _facts(stated: Mapping[str, str], on: date) -> Facts:
    given = {name: parse_given(kind, stated.get(name, "unknown"), on) for name, kind in SMALL.items()}
    return {
        name: Fact(
            name,
            value,
            reason="nothing on file",
            evidence=(Evidence(name, f"Observation/{name}"),) if name in stated else (),
            hints=(Evidence(name, f"Encounter/{name}"),),
            day=day,
        )
        for name, (value, day) in given.items()
    }
