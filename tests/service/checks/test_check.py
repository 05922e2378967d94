"""A check goes on past a mistake: it reads whatever does not rest on the wrong file, and says what does."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from criteria.load import POLICIES
from mappings.codes.mapping_files import HERE
from service.checks.check import Check, check_paths
from service.checks.problem import Checked
from service.review.rule_files import RuleFiles

BASE = "https://cards.example/fhir"
ON = date(2026, 9, 30)


@pytest.fixture
def rules(tmp_path: Path) -> RuleFiles:
    """Rules of our own to spoil: all facts and code lists, and one policy."""
    mappings, policies = tmp_path / "mappings", tmp_path / "policies"
    shutil.copytree(HERE, mappings, ignore=shutil.ignore_patterns("*.py", "__pycache__", "sites"))
    shutil.copytree(POLICIES / "va-medicaid-h0024-peer-support", policies / "va-medicaid-h0024-peer-support")
    return RuleFiles(policies=policies, mappings=mappings)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "north.yaml"
    path.write_text("site: north\nprovder_type: private\n", encoding="utf-8")
    return path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def checked(rules: RuleFiles, *paths: Path) -> Checked:
    check = Check(BASE, rules)
    check.shared()
    check_paths(check, paths)
    return check.checked(ON)


def said(result: Checked) -> list[str]:
    return [f"{Path(each.file).name}:{each.line} {each.key}: {each.problem}" for each in result.mistakes]


def test_right_files_have_no_mistakes(rules: RuleFiles) -> None:
    assert checked(rules).mistakes == checked(rules).notes == ()


def test_a_wrong_code_list_hides_no_other_and_no_policy(rules: RuleFiles, site: Path) -> None:
    spoil(rules.mappings / "value_sets" / "bipolar.yaml", "release: 2026-04", "release: April")
    spoil(rules.mappings / "value_sets" / "sud.yaml", "id: sud", "id: drugs")
    cases = rules.policies / "va-medicaid-h0024-peer-support" / "cases.yaml"
    spoil(cases, "given: {birth-date: 2005}", "given: {birth-date: 1995}")
    result = checked(rules, site)
    assert [line.partition(": ")[0] for line in said(result)] == [
        "bipolar.yaml:9 release",
        "sud.yaml:1 id",
        "cases.yaml:42 0.cases.6.expect",
        "cases.yaml:42 0.cases.6.expect",
    ]
    assert [Path(each).name for each in result.not_checked] == ["north.yaml"]


def test_wrong_facts_leave_policies_and_sites_unchecked(rules: RuleFiles, site: Path) -> None:
    spoil(rules.mappings / "facts.yaml", "  birth-date:\n", "  birth-date:\n    colour: red\n")
    result = checked(rules, site)
    assert [line.partition(": ")[0] for line in said(result)] == ["facts.yaml:94 facts.birth-date.colour"]
    assert [Path(each).name for each in result.not_checked] == ["policy.yaml", "north.yaml"]


def test_a_policy_is_held_to_its_folder_its_source_and_its_cases(rules: RuleFiles, tmp_path: Path) -> None:
    own = tmp_path / "draft"
    shutil.copytree(rules.policies / "va-medicaid-h0024-peer-support", own)
    spoil(
        own / "source.txt", "living more independently).", "living more independently). And one thing more."
    )
    spoil(own / "policy.yaml", "ends: living more independently).", "ends: And one thing more.")
    result = checked(rules, own)
    assert said(result) == [
        "policy.yaml:1 id: the folder is called draft",
        "source.txt:28 : no text of the policy quotes 'And one thing more.', and it does not pass over them",
    ]


def test_a_policy_that_is_named_is_proven_and_nothing_else_is_read(rules: RuleFiles) -> None:
    folder = rules.policies / "va-medicaid-h0024-peer-support"
    spoil(rules.mappings / "value_sets" / "bipolar.yaml", "release: 2026-04", "release: April")
    spoil(
        folder / "cases.yaml", "expect: {2.1: not_met, 2: not_met, outcome: not_met}", "expect: {2: not_met}"
    )
    check = Check(BASE, rules)
    check_paths(check, [folder])
    result = check.checked(ON)
    assert said(result) == [
        "policy.yaml:53 rule_sets.0.when.all_of.1.when.all_of.0: in no case of admission is 2.1 not_met"
    ]
    assert [Path(each).name for each in result.files] == ["cases.yaml", "policy.yaml", "source.txt"]
    (proof,) = result.proofs
    assert (proof.policy, proof.rule_sets, proof.excused) == (folder.name, 3, 2)


def test_a_misquote_hides_neither_cases_nor_what_they_do_not_show(rules: RuleFiles) -> None:
    folder = rules.policies / "va-medicaid-h0024-peer-support"
    spoil(folder / "source.txt", "Have a documented mental health disorder", "Have a mental health disorder")
    spoil(folder / "cases.yaml", "expect: {2.3: not_met, 2: not_met,", "expect: {2.3: met, 2: not_met,")
    check = Check(BASE, rules)
    check_paths(check, [folder])
    assert [line.partition(": ")[2] for line in said(check.checked(ON))] == [
        "source.txt does not say 'Have a documented mental health disorder diagnosis'",
        "no text of the policy quotes 'Have a mental health disorder diagnosis;', and it does not pass over "
        "them",
        "Shared accountability is not needed: 2.3: expected met, found not_met",
        "in no case of admission is 2.3 not_met",
    ]


def test_a_case_that_comes_to_something_else_is_told_with_its_line(rules: RuleFiles) -> None:
    folder = rules.policies / "va-medicaid-h0024-peer-support"
    spoil(folder / "cases.yaml", "expect: {2.3: not_met, 2: not_met,", "expect: {2.3: met, 2: not_met,")
    [line] = said(checked(rules))
    assert line.endswith("Shared accountability is not needed: 2.3: expected met, found not_met")


def test_a_sole_diagnosis_that_the_others_hold_as_well_is_a_note_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "md-pmhs-h0018-residential-crisis"
    shutil.copytree(POLICIES / own.name, own)
    spoil(own / "value_sets" / "rcs-intellectual-dementia.yaml", "F70-F79]", "F60-F79]")
    check = Check(BASE)
    check_paths(check, [own])
    result = check.checked(ON)
    assert result.mistakes == ()
    (note,) = result.notes
    assert note.line > 1
    assert note.problem.endswith("both take F60-F79: whoever has that alone has the other too")


def test_a_file_of_clients_brings_the_sites_that_it_names(rules: RuleFiles, site: Path) -> None:
    clients = site.with_name("clients.yaml")
    clients.write_text(
        "clients:\n- {name: a, issuer: https://a.example, jwks_url: https://a.example/k, site: north.yaml}\n",
        encoding="utf-8",
    )
    known = "this key is not known here; the nearest name is 'provider_type'"
    assert said(checked(rules, clients)) == [f"north.yaml:2 provder_type: {known}"]


def test_two_files_have_their_mistakes_told_together_and_each_once(rules: RuleFiles, site: Path) -> None:
    other = site.with_name("south.yaml")
    other.write_text("site: south\ncard: long\n", encoding="utf-8")
    result = checked(rules, site, other, site)
    assert [Path(each.file).name for each in result.mistakes] == ["north.yaml", "south.yaml"]


def test_facts_and_lists_that_a_policy_brings_are_checked_with_it(rules: RuleFiles, tmp_path: Path) -> None:
    own = tmp_path / "draft"
    shutil.copytree(rules.policies / "va-medicaid-h0024-peer-support", own)
    (own / "value_sets").mkdir()
    (own / "value_sets" / "own.yaml").write_text("id: own\ntitle: Own\ncodes: [F2O]\n", encoding="utf-8")
    facts = "facts:\n  said: {title: Said, reader: attestation, window: 30 dys, supplied_by: somebody}\n"
    (own / "facts.yaml").write_text(facts, encoding="utf-8")
    spoil(own / "policy.yaml", "id: va-medicaid-h0024-peer-support", "id: draft")
    for path in (own, own / "facts.yaml", own / "value_sets" / "own.yaml"):
        result = checked(rules, path)
        assert [line.partition(": '")[0] for line in said(result)] == [
            "facts.yaml:2 facts.said.window: expected a span such as '18 months', got '30 dys'",
            "own.yaml:3 codes.0",
        ]
        assert [Path(each).name for each in result.not_checked] == ["policy.yaml"]
    spoil(own / "facts.yaml", "30 dys", "30 days")
    (own / "value_sets" / "own.yaml").write_text("id: own\ntitle: Own\ncodes: [F20]\n", encoding="utf-8")
    assert said(checked(rules, own)) == ["facts.yaml:2 facts.said: no criterion of the policy asks for it"]


def test_a_policy_with_facts_is_first_of_all_called_as_its_folder(rules: RuleFiles, tmp_path: Path) -> None:
    own = tmp_path / "draft"
    shutil.copytree(POLICIES / "md-pmhs-h0018-residential-crisis", own)
    assert said(checked(rules, own)) == ["policy.yaml:1 id: the folder is called draft"]
    (own / "policy.yaml").write_text("id: a: b\n", encoding="utf-8")
    (only,) = said(checked(rules, own))
    assert only.startswith("policy.yaml:1 : this is no YAML: ")
