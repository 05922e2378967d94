"""Which goals of the plan improved."""

from __future__ import annotations

import pytest

from criteria.facts import Count
from tests.mappings.plans.goals import GOALS, IMPROVED, START
from tests.mappings.reading import Reader, facts_of
from tests.support.bundles import bundle
from tests.support.fhir import HL7, Json, coding, concept, goal, patient, plan, reference


@pytest.mark.parametrize("achieved", ["improving", "achieved", "sustaining"])
@pytest.mark.parametrize("system", [f"{HL7}/goal-achievement", "http://hl7.org/fhir/goal-achievement"])
def test_a_goal_of_the_plan_that_improved_counts(facts: Reader, achieved: str, system: str) -> None:
    reached = goal(achievementStatus=concept(coding(system, achieved)))
    fact = facts(plan(goal=GOALS), reached)[IMPROVED]
    assert fact.value == Count(1)
    assert [(e.reference, e.date, e.value) for e in fact.evidence] == [("Goal/g1", "2026-02-10", achieved)]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"achieved": "in-progress"}, id="in progress"),
        pytest.param({"achieved": "no-change"}, id="no change"),
        pytest.param({"achieved": "worsening"}, id="worsening"),
        pytest.param({"achieved": "not-achieved"}, id="not achieved"),
        pytest.param({"achievementStatus": None}, id="no achievement"),
        pytest.param({"achievementStatus": {"text": "achieved"}}, id="achievement in words"),
        pytest.param(
            {"achievementStatus": concept(coding("urn:a", "achieved"), coding("urn:b", "worsening"))},
            id="achievements of two other systems that differ",
        ),
        pytest.param(
            {
                "achievementStatus": concept(
                    coding("urn:vendor", "achieved"), coding(f"{HL7}/goal-achievement", "no-change")
                )
            },
            id="achieved in a vendor's word, unchanged in HL7's",
        ),
        pytest.param(
            {
                "achievementStatus": concept(
                    coding(f"{HL7}/goal-achievement", "improving"),
                    coding(f"{HL7}/goal-achievement", "worsening"),
                )
            },
            id="two words of HL7",
        ),
        pytest.param({"statusDate": None}, id="no date of its status"),
        pytest.param({"statusDate": "2026-01-01"}, id="dated before the start"),
        pytest.param({"statusDate": "2026-01-02"}, id="dated the very day of the start"),
        pytest.param({"statusDate": "2026"}, id="dated in a year that began with the start, perhaps before"),
        pytest.param({"statusDate": "2026-03-02"}, id="dated tomorrow"),
        pytest.param({"lifecycleStatus": "entered-in-error"}, id="entered in error"),
        pytest.param({"lifecycleStatus": "rejected"}, id="rejected"),
        pytest.param({"lifecycleStatus": "proposed"}, id="proposed"),
        pytest.param({"lifecycleStatus": "planned"}, id="planned"),
        pytest.param({"lifecycleStatus": "cancelled"}, id="cancelled"),
        pytest.param({"lifecycleStatus": None}, id="no lifecycle status"),
        pytest.param({"lifecycleStatus": ["active"]}, id="a lifecycle status that cannot be read"),
    ],
)
def test_a_goal_that_does_not_show_improvement_leaves_it_open(facts: Reader, elements: Json) -> None:
    begun = plan(goal=GOALS, period={"start": "2026-01-02"})
    assert facts(begun, goal(**elements))[IMPROVED].value is None


@pytest.mark.parametrize("lifecycle", ["accepted", "active", "on-hold", "completed"])
def test_a_goal_that_the_plan_has_or_had_counts(facts: Reader, lifecycle: str) -> None:
    assert facts(plan(goal=GOALS), goal(lifecycleStatus=lifecycle))[IMPROVED].value == Count(1)


def test_an_achievement_in_a_vendors_system_counts_by_a_known_word(facts: Reader) -> None:
    reached = goal(achievementStatus=concept(coding("urn:vendor", "achieved")))
    assert facts(plan(goal=GOALS), reached)[IMPROVED].value == Count(1)


@pytest.mark.parametrize("day", ["2026-01-02", "2026-03-01"])
def test_an_improvement_counts_from_the_day_after_the_start_to_today(facts: Reader, day: str) -> None:
    assert facts(plan(goal=GOALS), goal(statusDate=day))[IMPROVED].value == Count(1)


def test_an_achievement_may_stand_behind_a_vendors_code(facts: Reader) -> None:
    codings = concept(coding("urn:vendor", "7"), coding(f"{HL7}/goal-achievement", "improving"))
    assert facts(plan(goal=GOALS), goal(achievementStatus=codings))[IMPROVED].value == Count(1)


def test_each_goal_counts_once(facts: Reader) -> None:
    links = [reference("Goal/g1"), reference("Goal/g2"), reference("Goal/g1")]
    fact = facts(plan(goal=links), goal("g1"), goal("g2", "achieved"))[IMPROVED]
    assert fact.value == Count(2)


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param([plan(), goal()], id="a goal that is not on the plan"),
        pytest.param([plan(goal=[reference("Goal/g2")]), goal()], id="a plan with another goal"),
        pytest.param([plan(goal=GOALS)], id="a goal the EHR did not send"),
        pytest.param([goal()], id="a goal without a plan"),
        pytest.param([START, plan(goal=GOALS, activity=None), goal()], id="a plan that is not the service's"),
        pytest.param([plan(goal=GOALS, period=None), goal()], id="a service whose start nobody tells"),
        pytest.param([START, plan("a", goal=GOALS), plan("b", goal=GOALS), goal()], id="two plans"),
        pytest.param([START, plan(goal=GOALS, status="draft"), goal()], id="a draft of a plan"),
        pytest.param([START, plan(goal=GOALS, status="entered-in-error"), goal()], id="a plan in error"),
    ],
)
def test_a_goal_counts_only_on_the_plan_of_the_service(facts: Reader, resources: list[Json]) -> None:
    assert facts(*resources)[IMPROVED].value is None


def test_goals_are_found_as_a_bundle_links_them(facts: Reader) -> None:
    linked = plan(goal=[reference("urn:uuid:0001")])
    entries = [
        {"fullUrl": "urn:uuid:0001", "resource": goal()},
        {"fullUrl": "urn:uuid:0002", "resource": linked},
    ]
    record = facts.record({"patient": patient(), "goals": bundle(entry=entries)})
    fact = facts_of(record)[IMPROVED]
    assert fact.value == Count(1)
    assert fact.evidence[0].reference == "Goal/g1"
