"""What conditions of several parts, and criteria, refuse, with the file, the line and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.criteria.load.small_policy import FACT, IN_A, refusal


@pytest.mark.parametrize(
    ("form", "at", "problem"),
    [
        pytest.param("{none_of: []}", ".none_of", "expected 1 or more of them, got 0", id="none of nothing"),
        pytest.param(
            "{none_of: [{id: A.1, title: t, text: x, when: {fact: lpha-recommends}}]}",
            "",
            "none_of holds no criteria: write a criterion with 'excludes: true' for each",
            id="none of some criteria",
        ),
        pytest.param(
            "{none_of: [{rule_set: admission}]}",
            "",
            "none_of holds no criteria: write a criterion with 'excludes: true' for each",
            id="none of a rule set",
        ),
        pytest.param(
            "{by_age: [{below: 18 years, when: {fact: lpha-recommends}}]}",
            ".by_age",
            "expected 2 or more of them, got 1",
            id="one age alone",
        ),
        pytest.param(
            "{by_age: [{below: 18 years, when: {fact: lpha-recommends}}, "
            "{from: 17 years, when: {fact: expected-benefit}}]}",
            "",
            "the ages below 18 years and from 17 years overlap",
            id="ages that overlap",
        ),
        pytest.param(
            "{by_age: [{from: 18 years, when: {fact: lpha-recommends}}, "
            "{below: 18 years, when: {fact: expected-benefit}}]}",
            "",
            "by_age goes from young to old: 'below' before the next one's 'from'",
            id="from old to young",
        ),
        pytest.param(
            "{by_age: [{when: {fact: lpha-recommends}}, {from: 18 years, when: {fact: expected-benefit}}]}",
            ".by_age.0",
            "an age needs 'from', 'below' or both",
            id="a condition for no age",
        ),
        pytest.param(
            "{by_age: [{below: 18 years, when: {id: A.1, title: t, text: x, when: {fact: lpha-recommends}}}, "
            "{from: 18 years, when: {fact: expected-benefit}}]}",
            ".by_age.0",
            "by_age holds no criteria: criteria by age are rule sets with populations",
            id="criteria by age",
        ),
        pytest.param(
            "{by_age: [{below: 18 years, when: {fact: lpha-recomends}}, "
            "{from: 18 years, when: {fact: expected-benefit}}]}",
            ".by_age.0.when.fact",
            "no fact 'lpha-recomends' in mappings/facts.yaml or the policy's own; "
            "the nearest name is 'lpha-recommends'",
            id="a misspelt fact for an age",
        ),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(tmp_path: Path, form: str, at: str, problem: str) -> None:
    assert refusal(tmp_path, FACT, f"when: {form}") == f"small/policy.yaml:18: {IN_A}{at}: {problem}"


A_OF_STAY = "        - id: A\n          title: Admission criteria"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends}\n          applies_when: {fact: expected-benefit}",
            "15: rule_sets.0.when.all_of.0: 'applies_when' and 'applies_text' stand together: "
            "the condition and its quote",
            id="applies_when without its quote",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends}\n          applies_text: adults",
            "15: rule_sets.0.when.all_of.0: 'applies_when' and 'applies_text' stand together: "
            "the condition and its quote",
            id="applies_text without its condition",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends}\n          applies_when: {rule_set: continued-stay}\n"
            "          applies_text: adults",
            "15: rule_sets.0.when.all_of.0: 'applies_when' holds no criteria: "
            "nothing would tell what was found of them",
            id="applies_when with criteria",
        ),
        pytest.param(
            FACT,
            "excludes: true\n          when: {rule_set: continued-stay}",
            "15: rule_sets.0.when.all_of.0: an exclusion has no criteria below it: "
            "write an exclusion for each",
            id="an exclusion of criteria",
        ),
        pytest.param(
            A_OF_STAY,
            "        - id: X\n          title: An exclusion\n          text: the admission criteria\n"
            f"          excludes: true\n          when: {{fact: expected-benefit}}\n{A_OF_STAY}",
            "35: rule_sets.1.when.any_of.0.excludes: "
            "an exclusion stands directly below the 'all_of' of its rule set",
            id="an exclusion beside which something else suffices",
        ),
        pytest.param(
            FACT,
            "when:\n            all_of:\n              - {id: A.1, title: t, text: by an LPHA, "
            "excludes: true, when: {fact: lpha-recommends}}",
            "20: rule_sets.0.when.all_of.0.when.all_of.0.excludes: "
            "an exclusion stands directly below the 'all_of' of its rule set",
            id="an exclusion within another criterion",
        ),
    ],
)
def test_a_criterion_that_cannot_be_read_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert refusal(tmp_path, old, new) == f"small/policy.yaml:{message}"
