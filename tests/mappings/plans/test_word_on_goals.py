"""A clinician's word on goals, beside what the plan shows."""

from __future__ import annotations

import pytest

from criteria.facts import Count
from tests.mappings.plans.goals import GOALS, IMPROVED
from tests.mappings.reading import Reader
from tests.support.fhir import Json, goal, no, observation, plan, reference, yes


@pytest.mark.parametrize(
    ("word", "resources", "value"),
    [
        pytest.param(yes(IMPROVED), [], Count(1), id="a yes is at least one"),
        pytest.param(no(IMPROVED), [], Count(0, 0), id="a no is none"),
        pytest.param(yes(IMPROVED), [plan(goal=GOALS), goal()], Count(1), id="a yes and one goal are one"),
        pytest.param(
            yes(IMPROVED),
            [plan(goal=[*GOALS, reference("Goal/g2")]), goal(), goal("g2")],
            Count(2),
            id="a yes and two goals are two",
        ),
        pytest.param(
            no(IMPROVED),
            [plan(goal=GOALS), goal("g1", "worsening")],
            Count(0, 0),
            id="a no, and a goal that worsened",
        ),
        pytest.param(no(IMPROVED), [plan(goal=GOALS), goal()], None, id="a no against a goal is a conflict"),
        pytest.param(
            no(IMPROVED, "2025-11-30"), [plan(goal=GOALS), goal()], Count(1), id="a stale no is no answer"
        ),
        pytest.param(
            no(IMPROVED),
            [yes(IMPROVED, identity="other"), plan(goal=GOALS), goal()],
            None,
            id="a goal does not settle contrary words",
        ),
    ],
)
def test_a_clinicians_word_on_goals_goes_beside_them(
    facts: Reader, word: Json, resources: list[Json], value: Count | None
) -> None:
    assert facts(word, *resources)[IMPROVED].value == value


def test_a_conflict_shows_both_sides(facts: Reader) -> None:
    fact = facts(no(IMPROVED), plan(goal=GOALS), goal())[IMPROVED]
    assert fact.reason == "conflict: a clinician answered that no goal improved, and the plan shows one"
    assert {hint.reference for hint in fact.hints} >= {"Observation/goal-improved", "Goal/g1"}


def test_beside_an_answer_that_cannot_be_read_the_goals_that_improved_are_shown(facts: Reader) -> None:
    fact = facts(observation(IMPROVED, {"valueString": "much"}), plan(goal=GOALS), goal())[IMPROVED]
    assert fact.value is None
    assert [hint.reference for hint in fact.hints[:2]] == ["Observation/goal-improved", "Goal/g1"]


def test_answers_of_people_who_cannot_settle_it_are_shown_beside_the_open_question(facts: Reader) -> None:
    fact = facts(yes(IMPROVED, by="Patient/p1"), plan(goal=GOALS), goal("g1", "worsening"))[IMPROVED]
    assert fact.value is None
    first = fact.hints[0]
    assert (first.reference, first.value) == ("Observation/goal-improved", "yes")
    assert first.note == "answered by the patient, not by a practitioner"
