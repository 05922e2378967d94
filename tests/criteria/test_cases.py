"""Every case of every policy, and a runner that can fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from criteria.check.cases import Case, CaseTable, all_cases, load_cases, outcomes, run_case
from criteria.evaluate import determine
from criteria.facts import Fact, Vocabulary
from criteria.load import POLICIES
from criteria.policy import Policy
from criteria.strict_yaml import FileError


def test_a_policy_comes_to_what_the_case_expects(
    policy: Policy, table: CaseTable, case: Case, vocabulary: Vocabulary
) -> None:
    assert run_case(policy, vocabulary, table, case) == ()


@pytest.fixture
def peer_support(shipped: Mapping[str, Policy]) -> Policy:
    return shipped["H0024"]


@pytest.fixture
def discharge(peer_support: Policy, vocabulary: Vocabulary) -> CaseTable:
    tables = load_cases(POLICIES / peer_support.id, peer_support, vocabulary)
    return next(table for table in tables if table.rule_set == "discharge")


@pytest.mark.parametrize(
    ("expect", "mismatches"),
    [
        ({"2": "not_met"}, ("2: expected not_met, found met",)),
        ({"outcome": "unknown"}, ("outcome: expected unknown, found met",)),
        ({"population": "not_met"}, ("population: expected not_met, found met",)),
        ({"1": "met", "3.1": "unknown"}, ("3.1: expected unknown, found met",)),
        (
            {"1": "unknown", "2": "not_applicable"},
            ("1: expected unknown, found met", "2: expected not_applicable, found met"),
        ),
        ({"9": "met"}, ("9: expected met, found nothing",)),
    ],
)
def test_a_wrong_expectation_is_reported(
    peer_support: Policy,
    vocabulary: Vocabulary,
    discharge: CaseTable,
    expect: dict[str, str],
    mismatches: tuple[str, ...],
) -> None:
    wrong = Case.model_validate({"name": "A wrong expectation", "expect": expect})
    assert run_case(peer_support, vocabulary, discharge, wrong) == mismatches


@pytest.mark.parametrize(
    ("fact", "value", "mismatches"),
    [
        ("goals-substantially-met", "not_met", ("1: expected met, found not_met",)),
        ("discharge-requested", "unknown", ("2: expected met, found unknown",)),
    ],
)
def test_a_baseline_that_does_not_meet_everything_is_reported(
    peer_support: Policy,
    vocabulary: Vocabulary,
    discharge: CaseTable,
    fact: str,
    value: str,
    mismatches: tuple[str, ...],
) -> None:
    spoilt = discharge.model_copy(update={"baseline": discharge.baseline | {fact: value}})
    baseline, *_ = all_cases(peer_support, spoilt)
    assert baseline.name == "The baseline meets everything"
    assert run_case(peer_support, vocabulary, spoilt, baseline) == mismatches


def test_a_case_is_judged_on_its_own_day(
    peer_support: Policy, vocabulary: Vocabulary, discharge: CaseTable
) -> None:
    admission = discharge.model_copy(
        update={"rule_set": "admission", "baseline": discharge.baseline | {"birth-date": "2005-03-01"}}
    )
    for on, population in {"2026-02-28": "not_met", "2026-03-01": "met"}.items():
        case = Case.model_validate({"name": on, "on": on, "expect": {"population": population}})
        assert run_case(peer_support, vocabulary, admission, case) == ()


def test_the_ids_of_a_rule_set_that_a_criterion_rests_on_stay_out_of_its_outcomes(
    peer_support: Policy, vocabulary: Vocabulary
) -> None:
    tables = load_cases(POLICIES / peer_support.id, peer_support, vocabulary)
    stay = next(table for table in tables if table.rule_set == "continued-stay")
    case = Case.model_validate(
        {
            "name": "x",
            "given": {"needs-self-advocacy": "not_met"},
            "expect": {"1": "not_met", "2": "met", "3": "met"},
        }
    )
    assert run_case(peer_support, vocabulary, stay, case) == ()


def test_outcomes_without_a_rule_set_hold_the_population(
    peer_support: Policy, vocabulary: Vocabulary, discharge: CaseTable
) -> None:
    facts = {name: Fact(name) for name in vocabulary}
    (determination,) = determine(peer_support, vocabulary, facts, discharge.on, in_progress=False)
    assert outcomes(determination) == {"outcome": "unknown", "population": "unknown"}


TABLE = """\
- rule_set: discharge
  on: 2026-03-01
  baseline:
    goals-substantially-met: met
  cases:
    - name: All goals are met
      expect: {1: met}
    - name: No goal is met
      given: {goals-substantially-met: not_met}
      expect: {1: not_met, outcome: unknown}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_good_table_loads(tmp_path: Path, peer_support: Policy, vocabulary: Vocabulary) -> None:
    (table,) = load_cases(written(tmp_path, TABLE), peer_support, vocabulary)
    assert [case.name for case in table.cases] == ["All goals are met", "No goal is met"]
    assert table.cases[1].given == {"goals-substantially-met": "not_met"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "rule_set: discharge",
            "rule_set: dischrage",
            "1: 0.rule_set: the policy has no rule set 'dischrage'; the nearest name is 'discharge'",
            id="an unknown rule set",
        ),
        pytest.param(
            "    goals-substantially-met: met",
            "    goals-substantialy-met: met",
            "4: 0.baseline.goals-substantialy-met: no fact 'goals-substantialy-met' "
            "in mappings/facts.yaml or the policy's own; "
            "the nearest name is 'goals-substantially-met'",
            id="a misspelt fact of the baseline",
        ),
        pytest.param(
            "given: {goals-substantially-met: not_met}",
            "given: {goals: not_met}",
            "9: 0.cases.1.given.goals: no fact 'goals' in mappings/facts.yaml or the policy's own",
            id="a misspelt fact of a case",
        ),
        pytest.param(
            "given: {goals-substantially-met: not_met}",
            "given: {goals-substantially-met: no}",
            "9: 0.cases.1.given.goals-substantially-met: no value of a truth fact: "
            "expected met, not_met, unknown, got 'no'",
            id="a value the fact cannot have",
        ),
        pytest.param(
            "expect: {1: met}",
            "expect: {4: met}",
            "7: 0.cases.0.expect.4: the rule set discharge has no criterion '4'",
            id="an unknown criterion",
        ),
        pytest.param(
            "expect: {1: met}",
            "expect: {1: yes}",
            "7: 0.cases.0.expect.1: expected 'met', 'not_met', 'unknown' or 'not_applicable', got 'yes'",
            id="an outcome there is not",
        ),
        pytest.param(
            "expect: {1: met}",
            "expect: {}",
            "7: 0.cases.0.expect: expected 1 or more of them, got 0",
            id="a case that expects nothing",
        ),
        pytest.param(
            "name: No goal is met",
            "name: All goals are met",
            "8: 0.cases.1.name: another case is called 'All goals are met'",
            id="a name used twice",
        ),
        pytest.param(
            "      given: {goals",
            "      givne: {goals",
            "9: 0.cases.1.givne: this key is not known here; the nearest name is 'given'",
            id="an unknown key",
        ),
        pytest.param(
            TABLE[TABLE.index("  cases:") :],
            "  cases: []\n",
            "5: 0.cases: expected 1 or more of them, got 0",
            id="a table without a case",
        ),
        pytest.param(
            "on: 2026-03-01",
            "on: today",
            "2: 0.on: expected a date such as 2026-03-02, got 'today'",
            id="a day that is none",
        ),
        pytest.param(
            "- rule_set: discharge",
            "tables: {}\nmore:\n- rule_set: discharge",
            "1: expected a list of tables, each with rule_set, on, baseline and cases",
            id="no list of tables",
        ),
    ],
)
def test_a_broken_table_is_refused_with_its_line_and_key(
    tmp_path: Path, peer_support: Policy, vocabulary: Vocabulary, old: str, new: str, message: str
) -> None:
    assert TABLE.count(old) == 1
    with pytest.raises(FileError) as caught:
        load_cases(written(tmp_path, TABLE.replace(old, new)), peer_support, vocabulary)
    assert str(caught.value) == f"{tmp_path.name}/cases.yaml:{message}"


def test_all_mistakes_of_a_table_are_told_at_once(
    tmp_path: Path, peer_support: Policy, vocabulary: Vocabulary
) -> None:
    wrong = (
        TABLE.replace("rule_set: discharge", "rule_set: leaving")
        .replace("given: {goals-substantially-met: not_met}", "given: {goals: met, also: met}")
        .replace("name: No goal is met", "name: All goals are met")
    )
    with pytest.raises(FileError) as caught:
        load_cases(written(tmp_path, wrong), peer_support, vocabulary)
    place = f"{tmp_path.name}/cases.yaml"
    assert str(caught.value).splitlines() == [
        f"{place}:8: 0.cases.1.name: another case is called 'All goals are met'",
        f"{place}:9: 0.cases.1.given.goals: no fact 'goals' in mappings/facts.yaml or the policy's own",
        f"{place}:9: 0.cases.1.given.also: no fact 'also' in mappings/facts.yaml or the policy's own",
        f"{place}:1: 0.rule_set: the policy has no rule set 'leaving'",
    ]
