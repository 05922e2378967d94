"""A policy of every form that is about numbers, days and events: its cases notice every mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.check.cases import Case, all_cases, load_cases, run_case
from criteria.check.proof import PolicyFiles, prove
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.load import load_policy
from criteria.spans import Span
from criteria.strict_yaml import read

FOLDER = Path(__file__).parent / "every_form"
ONCE = FactType(FactKind.DATE, recurs=False)
YEAR = FactType(FactKind.EVENTS, looks_back=Span(12, "month"))
KINDS: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "locus": FactType(FactKind.SCORE, range=(7, 35)),
    "child-scale": FactType(FactKind.SCORE, range=(0, 100)),
    "adult-scale": FactType(FactKind.SCORE, range=(0, 100)),
    "subscales": FactType(FactKind.SCORE_GROUP, ("scale-a", "scale-b")),
    **dict.fromkeys(("scale-a", "scale-b"), FactType(FactKind.SCORE, range=(1, 5))),
    **dict.fromkeys(("impairment", "insight"), FactType(FactKind.RATING)),
    **dict.fromkeys(("score-change", "skills-change"), FactType(FactKind.CHANGE)),
    **dict.fromkeys(("admissions", "crisis-contacts", "stays"), YEAR),
    **dict.fromkeys(("service-start", "intake", "discharged", "enrolled"), ONCE),
    "absences": FactType(FactKind.COUNT),
    **dict.fromkeys(("lives-alone", "in-hospital"), FactType(FactKind.TRUTH)),
    "team-meetings": FactType(FactKind.EVENTS, looks_back=Span(90, "day")),
    "visits": FactType(FactKind.EVENTS, since="enrolled"),
}
POLICY = load_policy(FOLDER, KINDS)
TABLES = load_cases(FOLDER, POLICY, KINDS)


@pytest.mark.parametrize("case", all_cases(POLICY, TABLES[0]), ids=lambda case: case.name)
def test_a_case_comes_to_what_it_expects(case: Case) -> None:
    assert run_case(POLICY, KINDS, TABLES[0], case) == ()


def test_no_mistake_in_it_goes_unnoticed_and_no_number_is_left_out() -> None:
    files = PolicyFiles(POLICY, read(FOLDER / "policy.yaml"), TABLES, read(FOLDER / "cases.yaml"))
    proof, not_shown = prove(files, KINDS)
    assert [f"{each.path.name}:{each.line}: {each.problem}" for each in not_shown] == []
    assert (proof.criteria, proof.excused) == (16, 0)
