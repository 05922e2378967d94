"""The names within a policy: rule sets, criteria, and what is kept for the policy's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.criteria.load.small_policy import FACT, refusal


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            FACT,
            "when: {rule_set: continued-stay}",
            "8: rule_sets.0.id: rule sets rest on each other: admission -> continued-stay -> admission",
            id="a ring of rule sets",
        ),
        pytest.param(
            "when: {all_of: []}",
            "when: {rule_set: continued-stay}",
            "25: rule_sets.1.id: rule sets rest on each other: continued-stay -> continued-stay",
            id="a population that rests on its own rule set",
        ),
        pytest.param(
            "{rule_set: admission}",
            "{rule_set: admision}",
            "35: rule_sets.1.when.any_of.0.when.rule_set: no rule set 'admision' in this policy; "
            "the nearest name is 'admission'",
            id="an unknown rule set",
        ),
        pytest.param(
            "- id: continued-stay",
            "- id: admission",
            "25: rule_sets.1.id: the policy has a rule set 'admission' already\n"
            "small/policy.yaml:8: rule_sets.0.id: rule sets rest on each other: admission -> admission",
            id="two rule sets of one id",
        ),
        pytest.param(
            "        - id: B",
            "        - id: A",
            "19: rule_sets.0.when.all_of.1.id: the rule set admission has the id 'A' twice",
            id="two criteria of one id",
        ),
        pytest.param(
            "        - id: B",
            "        - id: population",
            "19: rule_sets.0.when.all_of.1.id: the id 'population' is kept for the rule set's own population",
            id="a criterion called population",
        ),
        pytest.param(
            "        - id: B",
            "        - id: outcome",
            "19: rule_sets.0.when.all_of.1.id: the id 'outcome' is kept for the rule set's own outcome",
            id="a criterion called outcome",
        ),
        pytest.param(
            "        - id: B",
            "        - id: A/B",
            "19: rule_sets.0.when.all_of.1.id: an id with '/' would read as a path of two",
            id="a criterion whose id reads as a path",
        ),
        pytest.param(
            "    title: admission\n",
            "    title: admission\n    screening: [A, C]\n",
            "11: rule_sets.0.screening.1: the rule set admission has no criterion 'C'",
            id="a screened criterion there is not",
        ),
    ],
)
def test_a_name_that_is_taken_unknown_or_circular_is_refused_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, old, new) == f"small/policy.yaml:{message}"
