"""The phases that a policy has: those it lacks cost no determination, and what stands in is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from criteria.determination import Determination
from criteria.evaluate import determine
from criteria.facts import Fact
from criteria.load import load_policy
from criteria.strict_yaml import FileError
from criteria.truth import Truth
from tests.criteria.conftest import SMALL
from tests.support import policies as small

ON = date(2026, 3, 1)
OWN: list[dict[str, Any]] = [
    {"id": "readmission", "title": "readmission", "read": "before-service"},
    {"id": "renewal", "title": "renewal", "read": "in-progress"},
    {"id": "step-down", "title": "step-down", "read": "in-progress", "triggers": True},
]
"""Phases that a policy declares."""
SAID = "The policy has no criteria for a continued stay. Its admission criteria are read in their place."
EVERYBODY = {"title": "All", "text": "All", "when": {"all_of": []}}
NOBODY = {"title": "None", "text": "None", "when": {"any_of": [{"fact": "third"}, {"fact": "third"}]}}


def rule_set(phase: str, population: Any = EVERYBODY) -> dict[str, Any]:
    """A rule set of that phase, met by what is said."""
    return small.rule_set(
        small.criterion("A", {"fact": "said"}), id=phase, phase=phase, title=phase, population=population
    )


def determined(*rule_sets: Any, in_progress: bool) -> Sequence[Determination]:
    """What a policy of these rule sets comes to for one who meets the criterion and is of no NOBODY."""
    facts = {name: Fact(name) for name in SMALL}
    facts |= {"said": Fact("said", Truth.MET), "third": Fact("third", Truth.NOT_MET)}
    used = {each["phase"] for each in rule_sets}
    policy = small.policy(*rule_sets, phases=[each for each in OWN if each["id"] in used])
    return determine(policy, SMALL, facts, ON, in_progress)


@pytest.mark.parametrize(
    ("phases", "in_progress", "expected"),
    [
        pytest.param(["admission"], False, ["admission"], id="admission alone, of one who begins"),
        pytest.param(["admission"], True, ["admission"], id="admission alone, of a service in progress"),
        pytest.param(
            ["admission", "discharge"],
            True,
            ["admission", "discharge"],
            id="no continued stay, of a service in progress",
        ),
        pytest.param(
            ["admission", "continued-stay"],
            True,
            ["continued-stay"],
            id="no discharge, of a service in progress",
        ),
        pytest.param(
            ["admission", "continued-stay", "discharge"],
            True,
            ["continued-stay", "discharge"],
            id="all three, of a service in progress",
        ),
        pytest.param(
            ["readmission", "admission", "renewal"],
            False,
            ["admission", "readmission"],
            id="one of its own that is read before a service begins, behind admission",
        ),
        pytest.param(
            ["admission", "readmission", "renewal"],
            True,
            ["renewal"],
            id="one of its own in place of a continued stay",
        ),
        pytest.param(
            ["admission", "step-down", "renewal", "discharge", "continued-stay"],
            True,
            ["continued-stay", "renewal", "discharge", "step-down"],
            id="of its own both, those of triggers last",
        ),
        pytest.param(
            ["admission", "step-down"],
            True,
            ["admission", "step-down"],
            id="triggers of its own beside what is read by admission",
        ),
    ],
)
def test_the_phases_that_a_policy_has_are_evaluated(
    phases: list[str], in_progress: bool, expected: list[str]
) -> None:
    found = determined(*map(rule_set, phases), in_progress=in_progress)
    assert [(each.phase.id, each.outcome) for each in found] == [(each, Truth.MET) for each in expected]


@pytest.mark.parametrize(
    ("phases", "in_progress", "said"),
    [
        pytest.param(["admission"], True, True, id="in progress, without criteria for a continued stay"),
        pytest.param(["admission"], False, False, id="not in progress"),
        pytest.param(["admission", "continued-stay"], True, False, id="with criteria for a continued stay"),
        pytest.param(["admission", "renewal"], True, False, id="with criteria for a renewal"),
        pytest.param(["admission", "step-down"], True, True, id="with triggers of its own alone"),
    ],
)
def test_admission_criteria_in_place_of_a_continued_stay_are_said_to_be(
    phases: list[str], in_progress: bool, said: bool
) -> None:
    first, *_ = determined(*map(rule_set, phases), in_progress=in_progress)
    assert (SAID in first.population.reads_as) is said


def test_what_the_population_reads_as_stands_beside_it() -> None:
    population = {**EVERYBODY, "reads_as": "Of any age."}
    (found,) = determined(rule_set("admission", population), in_progress=True)
    assert found.population.reads_as == f"Of any age. {SAID}"


def test_one_of_no_population_is_told_so_and_not_evaluated() -> None:
    (found,) = determined(rule_set("admission", NOBODY), in_progress=True)
    assert (found.outcome, found.criteria) == (Truth.NOT_MET, ())


@pytest.mark.parametrize(
    ("nobodys", "in_progress", "expected"),
    [
        pytest.param("readmission", False, ["admission"], id="before a service begins"),
        pytest.param("admission", False, ["readmission"], id="admission, where another is for the person"),
        pytest.param("renewal", True, ["admission", "step-down"], id="in progress, with admission in place"),
        pytest.param("step-down", True, ["renewal"], id="triggers"),
    ],
)
def test_a_phase_that_is_for_others_says_nothing(
    nobodys: str, in_progress: bool, expected: list[str]
) -> None:
    phases = ["admission", *(each["id"] for each in OWN)]
    rule_sets = [rule_set(each, NOBODY if each == nobodys else EVERYBODY) for each in phases]
    found = determined(*rule_sets, in_progress=in_progress)
    assert [each.phase.id for each in found] == expected
    assert SAID not in found[0].population.reads_as


def test_nothing_else_is_read_of_one_whose_population_is_not_known() -> None:
    anybody = {**EVERYBODY, "when": {"fact": "also-said"}}
    found = determined(
        rule_set("admission"), rule_set("renewal", anybody), rule_set("discharge"), in_progress=True
    )
    assert [(each.phase.id, each.rule_set) for each in found] == [("renewal", None)]


def test_a_policy_without_criteria_for_admission_is_refused_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_text("Stay for as long as it helps.", encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(
        """\
id: small
version: 1.0.0
title: Small
service: {code: X1, name: Small, short_name: S}
source: {payer: Payer, title: Small, date: undated}
criteria_parts: []
rule_sets:
  - id: stay
    phase: continued-stay
    title: continued stay
    text: Stay
    population: {title: All, text: Stay, when: {all_of: []}}
    when: {all_of: [{fact: said}]}
""",
        encoding="utf-8",
    )
    with pytest.raises(FileError, match=r"policy.yaml:7: rule_sets: a policy needs criteria for admission"):
        load_policy(tmp_path, SMALL)
