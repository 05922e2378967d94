"""A policy as a CQL library: what it defines, what is handed to it, and its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from criteria.load import load_policies, load_policy
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.cql.library import CqlLibrary, library_of
from mappings.cql.resources import library_in
from mappings.readers.registry import KINDS
from tests.criteria.load.small_policy import GOOD, SOURCE, VOCABULARY

FACT_MAP = load_fact_map(KINDS)
POLICIES = load_policies(FACT_MAP.vocabulary)
TITLES = {name: f"About {name}" for name in VOCABULARY}


def small(folder: Path, was: str = "", now: str = "") -> CqlLibrary:
    """The library of the small policy, with one thing in it changed."""
    assert was in GOOD
    (folder / "policy.yaml").write_text(GOOD.replace(was, now) if was else GOOD, encoding="utf-8")
    (folder / "source.txt").write_text(SOURCE, encoding="utf-8")
    return library_of(load_policy(folder, VOCABULARY), VOCABULARY, TITLES)


def expressions(library: CqlLibrary) -> dict[str, str]:
    return {each.name: each.expression for each in library.definitions}


def test_each_rule_set_its_population_and_its_criteria_have_a_definition(tmp_path: Path) -> None:
    assert expressions(small(tmp_path)) == {
        "admission": '"admission population" and ("admission A" and "admission B")',
        "admission population": '"Is so old"(18 years, EvaluationDate)',
        "admission A": '"lpha-recommends"',
        "admission B": '"expected-benefit"',
        "continued-stay": '"continued-stay population" and ("continued-stay A" or "calocus-composite" >= 17)',
        "continued-stay population": "true",
        "continued-stay A": '"admission"',
    }


def test_a_criterion_that_does_not_apply_is_met_and_that_it_applies_is_defined(tmp_path: Path) -> None:
    library = small(
        tmp_path,
        "          when: {fact: lpha-recommends}",
        "          applies_when: {age: {below: 21 years}}\n          applies_text: recommended by an LPHA\n"
        "          when: {fact: lpha-recommends}",
    )
    assert expressions(library)["admission A applies"] == ('not "Is so old"(21 years, EvaluationDate)')
    assert expressions(library)["admission A"] == 'not "admission A applies" or ("lpha-recommends")'


def test_an_exclusion_is_met_where_it_is_known_not_to_hold(tmp_path: Path) -> None:
    library = small(
        tmp_path, "          when: {fact: lpha", "          excludes: true\n          when: {fact: lpha"
    )
    assert expressions(library)["admission A"] == 'not ("lpha-recommends")'


def test_a_library_is_handed_the_facts_that_it_reads_and_no_other(tmp_path: Path) -> None:
    handed = [(each.name, each.type) for each in small(tmp_path).parameters]
    assert handed == [
        ("EvaluationDate", "Date"),
        ("birth-date", "Date"),
        ("lpha-recommends", "Boolean"),
        ("expected-benefit", "Boolean"),
        ("calocus-composite", "Integer"),
    ]


def test_the_definitions_that_it_uses_come_along_with_those_that_they_use(tmp_path: Path) -> None:
    defined = re.findall(r'^define (?:function )?"([^"]*)"', small(tmp_path).text, re.MULTILINE)
    own = ["Day after", "Born at the earliest", "Born at the latest", "Is so old"]
    assert defined[: len(own) + 1] == [*own, "admission"]


def test_the_words_of_the_policy_stand_beside_each_definition(tmp_path: Path) -> None:
    text = small(tmp_path).text
    assert "library Small version '1.0.0'\n" in text
    assert 'parameter "lpha-recommends" Boolean // About lpha-recommends\n' in text
    assert (
        '/*\n  A Recommended\n  “The service is recommended by an LPHA.”\n*/\ndefine "admission A":\n'
        '  "lpha-recommends"\n' in text
    )


def test_no_title_of_a_fact_can_end_its_comment(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    titles = TITLES | {"lpha-recommends": "Recommended\ndefine X"}
    text = library_of(load_policy(tmp_path, VOCABULARY), VOCABULARY, titles).text
    assert 'parameter "lpha-recommends" Boolean // Recommended define X\n' in text


def test_no_text_of_a_policy_can_end_its_comment(tmp_path: Path) -> None:
    text = small(tmp_path, "title: Benefit", "title: Benefit */ define X").text
    assert "  B Benefit * / define X\n" in text


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_all_that_a_library_names_is_defined_in_it(policy: Policy) -> None:
    library = library_in(policy, FACT_MAP)
    defined = set(re.findall(r'^(?:define(?: function)?|parameter) "((?:[^"\\]|\\.)*)"', library.text, re.M))
    named = {
        name for each in library.definitions for name in re.findall(r'"((?:[^"\\]|\\.)*)"', each.expression)
    }
    assert named - defined == set()
    assert {each.name for each in library.parameters} <= defined


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_no_two_definitions_have_one_name(policy: Policy) -> None:
    names = [each.name for each in library_in(policy, FACT_MAP).definitions]
    assert len(set(names)) == len(names)
