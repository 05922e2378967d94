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
    return determine(small.policy(*rule_sets), SMALL, facts, ON, in_progress)


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
    ],
)
def test_the_phases_that_a_policy_has_are_evaluated(
    phases: list[str], in_progress: bool, expected: list[str]
) -> None:
    found = determined(*map(rule_set, phases), in_progress=in_progress)
    assert [(each.phase.value, each.outcome) for each in found] == [(each, Truth.MET) for each in expected]


@pytest.mark.parametrize(
    ("phases", "in_progress", "said"),
    [
        pytest.param(["admission"], True, True, id="in progress, without criteria for a continued stay"),
        pytest.param(["admission"], False, False, id="not in progress"),
        pytest.param(["admission", "continued-stay"], True, False, id="with criteria for a continued stay"),
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
