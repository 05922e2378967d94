"""Policies are loaded by their folders, and all that is wrong in one is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.load import load_policies, load_policy
from criteria.strict_yaml import FileError
from tests.criteria.load.small_policy import GOOD, IN_A, VOCABULARY, written


def test_a_good_policy_loads(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, GOOD), VOCABULARY)
    assert [rule_set.id for rule_set in policy.rule_sets] == ["admission", "continued-stay"]
    assert [criterion.id for criterion in policy.rule_sets[0].criteria()] == ["A", "B"]


def test_every_folder_with_a_policy_is_loaded_in_order(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    written(tmp_path / "b", GOOD)
    written(tmp_path / "a", GOOD.replace("id: small", "id: first"))
    assert [policy.id for policy in load_policies(VOCABULARY, tmp_path)] == ["first", "small"]


def test_all_mistakes_of_a_policy_are_told_at_once_each_where_it_is(tmp_path: Path) -> None:
    wrong = (
        GOOD.replace("{fact: lpha-recommends}", "{all_of: [{fact: benefit}, {fact: benefit}]}")
        .replace("{fact: expected-benefit}", "{fact: benefit}")
        .replace("is expected.", "is certain.")
    )
    with pytest.raises(FileError) as caught:
        load_policy(written(tmp_path / "small", wrong), VOCABULARY)
    unknown = (
        "no fact 'benefit' in mappings/facts.yaml or the policy's own; the nearest name is 'expected-benefit'"
    )
    assert str(caught.value).splitlines() == [
        f"small/policy.yaml:18: {IN_A}.all_of.0.fact: {unknown}",
        f"small/policy.yaml:18: {IN_A}.all_of.1.fact: {unknown}",
        f"small/policy.yaml:24: rule_sets.0.when.all_of.1.when.fact: {unknown}",
        "small/policy.yaml:21: rule_sets.0.when.all_of.1.text: source.txt does not say 'Benefit is certain.'",
    ]
