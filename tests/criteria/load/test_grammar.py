"""The grammar of a policy: a key or a form that it does not have is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.load import load_policy
from criteria.strict_yaml import FileError
from tests.criteria.load.small_policy import FACT, GOOD, IN_A, VOCABULARY, refusal, written


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "title: Benefit",
            "titel: Benefit",
            "20: rule_sets.0.when.all_of.1.titel: this key is not known here; the nearest name is 'title'",
            id="a misspelt title of a criterion",
        ),
        pytest.param(
            "          title: Benefit\n",
            "",
            "19: rule_sets.0.when.all_of.1.title: this key is required",
            id="a criterion without a title",
        ),
        pytest.param(
            "          title: Benefit",
            "          title: Benefit\n          reads_az: x",
            "21: rule_sets.0.when.all_of.1.reads_az: this key is not known here; "
            "the nearest name is 'reads_as'",
            id="an unknown key of a criterion",
        ),
        pytest.param(
            "title: Small\n",
            "title: Small\ntitel: Small\n",
            "4: titel: this key is not known here; the nearest name is 'title'",
            id="an unknown key of the policy",
        ),
        pytest.param(
            "          title: Benefit",
            "          title: Benefit\n          title: Benefits",
            "21: rule_sets.0.when.all_of.1.title: the key stands here twice",
            id="a key that stands twice",
        ),
        pytest.param(
            FACT,
            "when: {at_least: 3, of: [{fact: lpha-recommends}, {fact: expected-benefit}]}",
            f"18: {IN_A}: at_least 3 of 2 parts can never be met",
            id="an at_least that is never reached",
        ),
        pytest.param(
            FACT,
            "when: {at_least: 0, of: [{fact: lpha-recommends}, {fact: expected-benefit}]}",
            f"18: {IN_A}.at_least: expected a number of 1 or more, got '0'",
            id="an at_least that asks for nothing",
        ),
        pytest.param(
            FACT,
            "when: {any_of: [{fact: lpha-recommends}]}",
            f"18: {IN_A}.any_of: expected 2 or more of them, got 1",
            id="an any_of without a choice",
        ),
        pytest.param(
            "{age: {from: 18 years}}",
            "{age: {from: 1.5 years}}",
            "12: rule_sets.0.population.when.age.from: expected a span such as '18 months', got '1.5 years'",
            id="a bad span",
        ),
        pytest.param(
            "{age: {from: 18 years}}",
            "{age: {}}",
            "12: rule_sets.0.population.when.age: an age needs 'from', 'below' or both",
            id="an age without a bound",
        ),
        pytest.param(
            FACT,
            "when: {rating: severity-social, at_least: bad}",
            f"18: {IN_A}.at_least: expected 'mild', 'moderate', 'severe' or 'extreme', got 'bad'",
            id="a rating that is no severity",
        ),
        pytest.param(
            FACT,
            "when: {not: {fact: lpha-recommends}}",
            f"18: {IN_A}: expected one of a criterion with an id, all_of, any_of, at_least with of, "
            "none_of, by_age, fact, score, any_score, rating, change, age, date, count, events, lasting, "
            "undetermined, rule_set",
            id="a form the grammar does not have",
        ),
        pytest.param(
            FACT,
            "when: {fcat: lpha-recommends}",
            f"18: {IN_A}: expected one of a criterion with an id, all_of, any_of, at_least with of, "
            "none_of, by_age, fact, score, any_score, rating, change, age, date, count, events, lasting, "
            "undetermined, rule_set; the nearest name is 'fact'",
            id="a misspelt form",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends, text: x}",
            f"18: {IN_A}.text: this key is not known here; known are about, fact, is, within",
            id="a key of another form",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends, is_: met}",
            f"18: {IN_A}.is_: this key is not known here; the nearest name is 'is'",
            id="the name by which the code calls a key",
        ),
        pytest.param(
            FACT,
            "when: {rating: severity-social, at_leats: mild}",
            f"18: {IN_A}.at_leats: this key is not known here; the nearest name is 'at_least'",
            id="a misspelt key of a form",
        ),
        pytest.param(
            "      any_of:\n        - id: A",
            "      one_of:\n        - id: A",
            "30: rule_sets.1.when: expected one of all_of, any_of; the nearest name is 'any_of'",
            id="a rule set that is neither all_of nor any_of",
        ),
        pytest.param(
            "    phase: continued-stay",
            "    phase: continued",
            "26: rule_sets.1.phase: no phase 'continued' in this policy; "
            "the nearest name is 'continued-stay'",
            id="an unknown phase",
        ),
        pytest.param(
            "    phase: continued-stay",
            "    phase: zzz",
            "26: rule_sets.1.phase: no phase 'zzz' in this policy; "
            "there are admission, continued-stay, discharge",
            id="a phase like none that there is",
        ),
        pytest.param(
            "rule_sets:\n",
            "phases: [{id: continues-stay, title: x, read: in-progress}]\nrule_sets:\n",
            "7: phases.0.id: no rule set is of the phase 'continues-stay'",
            id="a phase that nothing is of",
        ),
        pytest.param(
            "rule_sets:\n",
            "phases: [{id: discharge, title: x, read: in-progress}]\nrule_sets:\n",
            "7: phases.0.id: every policy has the phase 'discharge' already",
            id="a phase that every policy has",
        ),
        pytest.param(
            "rule_sets:\n",
            "phases: [{id: exclusion, title: x, read: in-progress}]\nrule_sets:\n",
            "7: phases.0.id: an exclusion is no phase: state it as a criterion with 'excludes: true'",
            id="exclusions as a phase",
        ),
        pytest.param(
            "rule_sets:\n",
            "phases: [{id: Re-authorization, title: x, read: in-progress}]\nrule_sets:\n",
            "7: phases.0.id: expected small letters and hyphens, got 'Re-authorization'",
            id="a phase that no address can name",
        ),
        pytest.param(
            "rule_sets:\n",
            "phases: [{id: renewal, title: x, read: in progress}]\nrule_sets:\n",
            "7: phases.0.read: expected 'before-service' or 'in-progress', got 'in progress'; "
            "the nearest name is 'in-progress'",
            id="a phase that is read at no time",
        ),
    ],
)
def test_what_the_grammar_does_not_have_is_refused_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, old, new) == f"small/policy.yaml:{message}"


def test_all_that_the_grammar_refuses_in_a_policy_is_told_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace(FACT, "when: {fact: lpha-recommends, iz: met}").replace("minimum: 17", "minimum: x")
    with pytest.raises(FileError) as caught:
        load_policy(written(tmp_path / "small", wrong), VOCABULARY)
    assert [(mistake.line, mistake.key) for mistake in caught.value.mistakes] == [
        (18, f"{IN_A}.iz"),
        (36, "rule_sets.1.when.any_of.1.minimum"),
    ]
