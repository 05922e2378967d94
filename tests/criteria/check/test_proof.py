"""The proof of a policy: what its cases do not show yet is told with its line; an excuse ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.check.cases import load_cases
from criteria.check.proof import PolicyFiles, Proof, prove
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.load import load_policy
from criteria.strict_yaml import FileError, read

KINDS: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "said": FactType(FactKind.TRUTH),
    "points": FactType(FactKind.SCORE, range=(0, 30)),
}
SOURCE = "Adults of 18 years whose score is 17 or more and who agree within 2 visits.\n"
POLICY = """\
id: ex
version: 1.0.0
title: Example
service: {code: H0031, name: Example, short_name: Example}
source: {payer: Example Medicaid, title: Example, date: undated}
criteria_parts:
  - {begins: Adults of, ends: 2 visits.}
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Adults of 18 years
    population:
      title: Adults
      text: Adults of 18 years
      when: {age: {from: 18 years}}
    when:
      all_of:
        - id: 1
          title: Score
          text: whose score is 17 or more
          when: {score: points, minimum: 17}
        - id: 2
          title: Agreement
          text: who agree within 2 visits
          left_to_clinician: the 2 visits
          when: {fact: said}
"""
CASES = """\
- rule_set: admission
  on: 2026-03-01
  baseline:
    birth-date: 2000-01-01
    said: met
    points: 17
  cases:
    - name: One point short
      given: {points: 16}
      expect: {1: not_met, outcome: not_met}
    - name: No score
      given: {points: unknown}
      expect: {1: unknown, outcome: unknown}
    - name: Does not agree
      given: {said: not_met}
      expect: {2: not_met, outcome: not_met}
    - name: Nobody has said
      given: {said: unknown}
      expect: {2: unknown, outcome: unknown}
    - name: Turned 18 today
      given: {birth-date: 2008-03-01}
      expect: {population: met}
    - name: Turns 18 tomorrow
      given: {birth-date: 2008-03-02}
      expect: {population: not_met}
    - name: No birth date
      given: {birth-date: unknown}
      expect: {population: unknown}
"""


def proven(folder: Path, policy: str = POLICY, cases: str = CASES) -> tuple[Proof, list[str]]:
    """The proof of a policy of these files, and what it does not show, each with its line."""
    for name, text in (("source.txt", SOURCE), ("policy.yaml", policy), ("cases.yaml", cases)):
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load_policy(folder, KINDS)
    tables = load_cases(folder, loaded, KINDS)
    files = PolicyFiles(loaded, read(folder / "policy.yaml"), tables, read(folder / "cases.yaml"))
    proof, not_shown = prove(files, KINDS)
    return proof, [f"{each.path.name}:{each.line}: {each.problem}" for each in not_shown]


def without(case: str, cases: str = CASES) -> str:
    """The cases without the one of that name."""
    before, found, after = cases.partition(f"    - name: {case}\n")
    assert found
    return before + after[after.index("    - name") if "    - name" in after else len(after) :]


def excused(entry: str) -> str:
    """The cases with an excuse."""
    return CASES.replace("  cases:\n", f"  excused:\n    - {entry}\n  cases:\n")


def test_what_was_looked_at_is_counted(tmp_path: Path) -> None:
    proof, not_shown = proven(tmp_path)
    assert not_shown == []
    assert proof == Proof("ex", rule_sets=1, criteria=2, cases=8, mistakes=8, excused=0, numbers=4, left=1)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (
            "Does not agree",
            ["policy.yaml:23: in no case of admission is 2 not_met"],
        ),
        (
            "No birth date",
            ["policy.yaml:16: in no case of admission is the age unknown"],
        ),
        (
            "Turned 18 today",
            ["cases.yaml:7: these mistakes would go unnoticed: population age from 217 months"],
        ),
    ],
)
def test_a_case_that_is_missing_is_told(tmp_path: Path, case: str, told: list[str]) -> None:
    assert proven(tmp_path, cases=without(case))[1] == told


def test_the_mistakes_of_one_criterion_are_told_together(tmp_path: Path) -> None:
    cases = CASES.replace("points: 17", "points: 30").replace("{points: 16}", "{points: 3}")
    assert proven(tmp_path, cases=cases)[1] == [
        "cases.yaml:7: these mistakes would go unnoticed: 1 points minimum 16; 1 points minimum 18"
    ]


def test_a_rule_set_without_cases_is_told(tmp_path: Path) -> None:
    policy = POLICY + POLICY[POLICY.index("  - id: admission") :].replace("admission", "continued-stay")
    assert proven(tmp_path, policy)[1] == ["cases.yaml:1: there are no cases of the rule set continued-stay"]


def test_a_number_that_nothing_computes_is_told_with_the_words_around_it(tmp_path: Path) -> None:
    policy = POLICY.replace("the 2 visits", "the visits")
    assert proven(tmp_path, policy)[1] == [
        "policy.yaml:25: no leaf of 2 computes '2', and left_to_clinician does not name it"
    ]


def test_an_excuse_ends_it(tmp_path: Path) -> None:
    policy = POLICY.replace("the 2 visits", "the visits")
    proof, not_shown = proven(
        tmp_path, policy, excused("{number: two, of: 2, reason: visits are not counted}")
    )
    assert (not_shown, proof.excused) == ([], 1)
    lived = "{mistake: population age from 217 months, reason: nobody is of that age}"
    assert proven(tmp_path, cases=without("Turned 18 today", excused(lived)))[1] == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{mistake: 1 points minimum 16, reason: x}", "a case notices this mistake: it needs no excuse"),
        (
            "{mistake: 1 points minimum 166, reason: x}",
            "no mistake has this name; the nearest name is '1 points minimum 16'",
        ),
        ("{number: 2, of: 2, reason: x}", "of 2 no number 2 is left that nothing computes"),
        ("{number: 3, of: 2, reason: x}", "of 2 no number 3 is left that nothing computes"),
    ],
)
def test_an_excuse_that_excuses_nothing_is_told(tmp_path: Path, entry: str, told: str) -> None:
    assert proven(tmp_path, cases=excused(entry))[1] == [f"cases.yaml:8: {told}"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{mistake: x, number: 2, of: 2, reason: y}", "expected a 'mistake', or a 'number' with 'of'"),
        ("{number: 2, reason: y}", "expected a 'mistake', or a 'number' with 'of'"),
        ("{mistake: x}", "this key is required"),
        (
            "{number: some, of: 2, reason: y}",
            "expected a number as the quote says it, such as 21 or six months",
        ),
    ],
)
def test_an_excuse_is_of_one_thing_and_has_a_reason(tmp_path: Path, entry: str, told: str) -> None:
    with pytest.raises(FileError, match=told):
        proven(tmp_path, cases=excused(entry))


def test_a_value_out_of_the_range_of_an_instrument_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cases\.yaml:9: .*31 is out of the range 0 to 30"):
        proven(tmp_path, cases=CASES.replace("{points: 16}", "{points: 31}"))


def test_what_makes_a_criterion_apply_is_quoted(tmp_path: Path) -> None:
    silent = POLICY.replace(
        "          when: {fact: said}", "          applies_when: {fact: said}\n          when: {fact: said}"
    )
    with pytest.raises(FileError, match="applies_text"):
        proven(tmp_path, silent)
