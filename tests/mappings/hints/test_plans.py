"""What the plan of care shows beside an open question: its time frame, its goals, who took part."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader
from tests.support.fhir import Json, goal, plan, reference


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        pytest.param(
            [plan(period={"start": "2026-01-01", "end": "2026-06-30"})],
            "2026-01-01 to 2026-06-30",
            id="a period with start and end",
        ),
        pytest.param([plan()], "2026-01-01 to open", id="a period without an end"),
        pytest.param([plan(period={"end": "2026-06-30"})], "? to 2026-06-30", id="a period without a start"),
        pytest.param(
            [
                plan(period=None, goal=[reference("Goal/a"), reference("Goal/b")]),
                goal("a", target=[{"dueDate": "2026-05-01"}]),
                goal("b", target=[{"dueDate": "2026-07-01"}, {"detailString": "often"}]),
            ],
            "its last goal is due on 2026-07-01",
            id="the goals' due dates in place of a period",
        ),
    ],
)
def test_the_time_frame_of_the_plan_is_shown(facts: Reader, resources: list[Json], shown: str) -> None:
    hints = facts(*resources)["outcome-restored"].hints
    assert shown in [hint.value for hint in hints]


def test_a_plan_without_a_time_frame_shows_none(facts: Reader) -> None:
    assert facts(plan(period=None))["outcome-restored"].hints == ()


def test_achieved_goals_are_counted_and_prompt_only(facts: Reader) -> None:
    links = [reference(f"Goal/g{i}") for i in range(1, 4)]
    goals = [goal("g1", "achieved"), goal("g2", "sustaining"), goal("g3", "improving")]
    fact = facts(plan(goal=links), *goals, service="H2017")["goals-substantially-met"]
    assert fact.value is None
    assert [(hint.reference, hint.value) for hint in fact.hints] == [
        ("CarePlan/plan", "2 of 3 goals achieved")
    ]


def test_even_all_goals_achieved_only_prompt(facts: Reader) -> None:
    fact = facts(plan(goal=[reference("Goal/g1")]), goal("g1", "achieved"))["goals-substantially-met"]
    assert fact.value is None
    assert [hint.value for hint in fact.hints] == ["1 of 1 goals achieved"]


def test_a_goal_the_person_stated_shows_participation(facts: Reader) -> None:
    stated = goal(expressedBy=reference("Patient/p1"))
    hints = facts(plan(goal=[reference("Goal/g1")]), stated)["plan-cocreated"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [("CarePlan/plan", "Patient")]


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson", "CareTeam"])
def test_who_took_part_in_the_plan_is_shown(facts: Reader, kind: str) -> None:
    people = [reference("Practitioner/lpha"), reference(f"{kind}/p1")]
    hints = facts(plan(contributor=people))["plan-cocreated"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [("CarePlan/plan", kind)]
