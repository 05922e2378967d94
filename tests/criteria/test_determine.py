"""Which rule sets are evaluated: by phase, by age, and when neither can be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from criteria.determination import Determination
from criteria.evaluate import determine
from criteria.facts import Evidence, Fact, Vocabulary
from criteria.policy import Policy
from criteria.spans import parse_birth_date

ON = date(2026, 3, 1)

Row = tuple[str, str | None, str, str]


def determined(
    policy: Policy, vocabulary: Vocabulary, birth_date: str | None, in_progress: bool
) -> tuple[Determination, ...]:
    """What is determined of a person of whom only the birth date is known."""
    facts = {name: Fact(name) for name in vocabulary}
    if birth_date:
        evidence = (Evidence("birth-date", "Patient/1"),)
        facts["birth-date"] = Fact("birth-date", parse_birth_date(birth_date), evidence=evidence)
    return determine(policy, vocabulary, facts, ON, in_progress)


def row(determination: Determination) -> Row:
    """Kind, rule set, population and outcome."""
    rule_set = determination.rule_set.id if determination.rule_set else None
    assert determination.population.id == "population"
    return determination.phase.id, rule_set, determination.population.outcome, determination.outcome.value


@pytest.mark.parametrize(
    ("code", "birth_date", "in_progress", "expected"),
    [
        pytest.param(
            "H2017",
            "2004-03-01",
            False,
            [("admission", "admission-adult", "met", "unknown")],
            id="PRS for a person who turned 22 today is judged by the adult criteria",
        ),
        pytest.param(
            "H2017",
            "2004-03-02",
            False,
            [("admission", "admission-child", "met", "unknown")],
            id="PRS for a person who turns 22 tomorrow is judged by the child criteria",
        ),
        pytest.param(
            "H2017",
            "2004-03-01",
            True,
            [("continued-stay", "continued-stay-adult", "met", "unknown")],
            id="PRS in progress at 22 is judged by the adult continued stay, without discharge criteria",
        ),
        pytest.param(
            "H2017",
            "2004-03-02",
            True,
            [("continued-stay", "continued-stay-child", "met", "unknown")],
            id="PRS in progress at 21 is judged by the child continued stay",
        ),
        pytest.param(
            "H2017",
            "2004",
            False,
            [("admission", None, "unknown", "unknown")],
            id="PRS with a birth year that straddles 22 gets one determination without criteria",
        ),
        pytest.param(
            "H2017",
            None,
            False,
            [("admission", None, "unknown", "unknown")],
            id="PRS without a birth date gets one determination without criteria",
        ),
        pytest.param(
            "H2017",
            None,
            True,
            [("continued-stay", None, "unknown", "unknown")],
            id="PRS in progress without a birth date gets one determination without criteria",
        ),
        pytest.param(
            "H0024",
            "2005-03-01",
            False,
            [("admission", "admission", "met", "unknown")],
            id="peer support for a member who turned 21 today",
        ),
        pytest.param(
            "H0024",
            "2005-03-02",
            False,
            [("admission", "admission", "not_met", "not_met")],
            id="peer support for a member who turns 21 tomorrow is outside the population",
        ),
        pytest.param(
            "H0024",
            "2005-03-01",
            True,
            [
                ("continued-stay", "continued-stay", "met", "unknown"),
                ("discharge", "discharge", "met", "unknown"),
            ],
            id="peer support in progress at 21 gets continued stay and discharge",
        ),
        pytest.param(
            "H0024",
            "2005-03-02",
            True,
            [("admission", "admission", "not_met", "not_met"), ("discharge", "discharge", "met", "unknown")],
            id="peer support in progress at 20 gets the admission population and discharge",
        ),
        pytest.param(
            "H0024",
            None,
            True,
            [("continued-stay", None, "unknown", "unknown")],
            id="peer support in progress without a birth date gets one determination",
        ),
    ],
)
def test_phase_and_age_choose_the_rule_sets(
    shipped: Mapping[str, Policy],
    vocabulary: Vocabulary,
    code: str,
    birth_date: str | None,
    in_progress: bool,
    expected: list[Row],
) -> None:
    assert [row(d) for d in determined(shipped[code], vocabulary, birth_date, in_progress)] == expected


@pytest.mark.parametrize("birth_date", [None, "2004"])
def test_an_unknown_age_is_asked_for_and_nothing_else_is(
    shipped: Mapping[str, Policy], vocabulary: Vocabulary, birth_date: str | None
) -> None:
    (determination,) = determined(shipped["H2017"], vocabulary, birth_date, False)
    assert determination.criteria == ()
    assert [missing.fact for missing in determination.population.missing] == ["birth-date"]


def test_a_person_outside_every_population_gets_no_criteria_but_the_evidence_of_the_age(
    shipped: Mapping[str, Policy], vocabulary: Vocabulary
) -> None:
    (determination,) = determined(shipped["H0024"], vocabulary, "2005-03-02", False)
    assert determination.criteria == ()
    assert [evidence.reference for evidence in determination.population.evidence] == ["Patient/1"]
    assert determination.population.title == "Age 21 or older"
    assert determination.population.reads_as.startswith("From the 21st birthday.")
