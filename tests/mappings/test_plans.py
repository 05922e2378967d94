"""The plan of care: which one it is, when the service began, which goals improved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from criteria.facts import Count
from mappings.patient_facts import UnderReview
from mappings.readers.registry import patient_facts
from tests.mappings.reading import Reader, mapping_for
from tests.support.fhir import (
    HL7,
    LOINC,
    ON,
    RECENT,
    Json,
    bundle,
    clinical,
    coding,
    concept,
    condition,
    goal,
    icd,
    no,
    observation,
    order,
    patient,
    plan,
    reference,
    service,
    service_start,
    snomed,
    status,
    verification,
    yes,
)

IMPROVED = "goal-improved"
START = service_start()
GOALS = [reference("Goal/g1")]


# --- the start of the service -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resources", "start"),
    [
        pytest.param([START], date(2026, 1, 1), id="attested"),
        pytest.param(
            [service_start("2020-01-01")],
            date(2020, 1, 1),
            id="attested long ago: it does not go stale",
        ),
        pytest.param(
            [service_start("2026-03-01", RECENT)],
            date(2026, 3, 1),
            id="attested, today",
        ),
        pytest.param([service_start("2026-03-02", RECENT)], None, id="attested, tomorrow"),
        pytest.param([service_start("2026-01", RECENT)], None, id="attested, a month"),
        pytest.param([observation("service-start", {"valueBoolean": True})], None, id="attested, a mere yes"),
        pytest.param(
            [service_start(on=RECENT, by="Patient/p1")],
            None,
            id="attested by the patient",
        ),
        pytest.param([plan()], date(2026, 1, 1), id="the plan that names the service"),
        pytest.param([plan(status="completed")], date(2026, 1, 1), id="a completed plan of the service"),
        pytest.param([plan(period={"start": "2026-01"})], None, id="a plan that began in some month"),
        pytest.param([plan(period={"start": "2026-03-02"})], None, id="a plan that begins tomorrow"),
        pytest.param([plan(period=None)], None, id="a plan without a period"),
        pytest.param([plan(activity=None)], None, id="a plan that does not name the service"),
        pytest.param([plan("a"), plan("b")], None, id="two plans that name the service"),
        pytest.param(
            [plan(period={"start": "2025-06-01"}), START], date(2026, 1, 1), id="a word goes before the plan"
        ),
        pytest.param(
            [plan(), service_start("2026-03-02", RECENT)],
            None,
            id="a word that cannot be used is not passed over for the plan",
        ),
        pytest.param(
            [
                plan(),
                START,
                service_start("2026-02-01", "2026-01-01", identity="b"),
            ],
            None,
            id="two contrary words are not passed over for the plan",
        ),
    ],
)
def test_the_start_of_the_service_is_attested_or_the_plans(
    facts: Reader, resources: list[Json], start: date | None
) -> None:
    assert facts(*resources)["service-start"].value == start


# --- goals ------------------------------------------------------------------------------------------------


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
        pytest.param({"statusDate": None}, id="no date"),
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
            no(IMPROVED), [plan(goal=GOALS), goal("g1", "worsening")], Count(0, 0), id="a no and none"
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


# --- goal attainment scaling --------------------------------------------------------------------------------

WORST, LESS, EXPECTED, BETTER, BEST = "LA34484-8", "LA34483-0", "LA34481-4", "LA34480-6", "LA34479-8"
BY_PRACTITIONER, BY_PATIENT, BY_ANYONE = "107333-7", "107334-5", "107332-9"


def attained(level: str, on: str, code: str = BY_PRACTITIONER, **elements: Any) -> Json:
    value = {"valueCodeableConcept": concept(coding(LOINC, level))}
    about = {"focus": [reference("Goal/g1")], "identity": f"gas-{on}-{level}"}
    return observation(concept(coding(LOINC, code)), value, on, **(about | elements))


PLANNED = [plan(goal=GOALS), goal(achievementStatus=None)]


@pytest.mark.parametrize(
    ("scores", "improved"),
    [
        pytest.param([attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10")], True, id="a step up"),
        pytest.param([attained(WORST, "2025-12-20"), attained(BEST, "2026-02-10")], True, id="worst to best"),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(BETTER, "2026-02-10")], True, id="to better"
        ),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(EXPECTED, "2026-02-10")],
            False,
            id="the same level twice",
        ),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(LESS, "2026-02-10")], False, id="a step down"
        ),
        pytest.param(
            [attained(LESS, "2026-01-05"), attained(EXPECTED, "2026-02-10")], True, id="since a first one"
        ),
        pytest.param([attained(EXPECTED, "2026-02-10")], False, id="one alone"),
        pytest.param(
            [attained(LESS, "2025-11-01"), attained(EXPECTED, "2025-12-20")],
            False,
            id="both before the start",
        ),
        pytest.param(
            [attained(LESS, "2024-01-01"), attained(BETTER, "2025-12-20"), attained(BETTER, "2026-02-10")],
            False,
            id="risen before the start only",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-03-02")],
            False,
            id="the newer is of tomorrow",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10", status="entered-in-error")],
            False,
            id="the newer was entered in error",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10", status="preliminary")],
            False,
            id="the newer is preliminary",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20"),
                attained(EXPECTED, "2026-02-10"),
                attained(WORST, "2026-02-10"),
            ],
            False,
            id="contrary ones now",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20"), attained("LA33-6", "2026-02-10")],
            False,
            id="an answer off the scale",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", focus=[reference("Goal/g2")]), attained(EXPECTED, "2026-02-10")],
            False,
            id="of two goals",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_ANYONE), attained(EXPECTED, "2026-02-10")],
            True,
            id="a baseline that names no rater",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_PATIENT), attained(EXPECTED, "2026-02-10")],
            False,
            id="two raters are not compared",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20", BY_PATIENT, by="Patient/p1"),
                attained(EXPECTED, "2026-02-10", BY_PATIENT, by="Patient/p1"),
            ],
            False,
            id="the patient's own scores are not a clinician's",
        ),
        pytest.param(
            [
                attained(LESS, "2025-12-20", BY_PATIENT, by=None),
                attained(EXPECTED, "2026-02-10", BY_PATIENT, by=None),
            ],
            False,
            id="the patient's code where nobody is named",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", BY_PATIENT), attained(EXPECTED, "2026-02-10", BY_PATIENT)],
            False,
            id="the patient's code by a practitioner",
        ),
        pytest.param(
            [attained(LESS, "2025-12-20", by=None), attained(EXPECTED, "2026-02-10", by=None)],
            True,
            id="a practitioner's code where nobody is named",
        ),
        pytest.param(
            [attained(LESS, "2025-10-03"), attained(EXPECTED, "2026-02-10")], True, id="since 90 days before"
        ),
        pytest.param(
            [attained(LESS, "2025-10-02"), attained(EXPECTED, "2026-02-10")], False, id="since 91 days before"
        ),
    ],
)
def test_a_goal_improves_when_its_attainment_rises_after_the_start(
    facts: Reader, scores: list[Json], improved: bool
) -> None:
    assert facts(*PLANNED, *scores)[IMPROVED].value == (Count(1) if improved else None)
    assert facts(*scores[::-1], *PLANNED)[IMPROVED].value == (Count(1) if improved else None)


def test_the_patients_own_rating_is_shown_beside_the_open_question(facts: Reader) -> None:
    own = [attained(LESS, "2025-12-20", BY_PATIENT), attained(BETTER, "2026-02-10", BY_PATIENT)]
    hints = [hint for hint in facts(*PLANNED, *own)[IMPROVED].hints if "own rating" in hint.note]
    assert [(hint.reference, hint.value) for hint in hints] == [
        (f"Observation/gas-2026-02-10-{BETTER}", "more than expected")
    ]


def test_a_rise_in_attainment_is_cited(facts: Reader) -> None:
    scores = [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10")]
    (proof,) = facts(*PLANNED, *scores)[IMPROVED].evidence
    assert proof.reference == f"Observation/gas-2026-02-10-{EXPECTED}"
    assert proof.note == "goal attainment of Goal/g1 rose since 2025-12-20"


# --- which plan it is ---------------------------------------------------------------------------------------

BY_CATEGORY: Json = {"activity": None, "category": [concept(snomed("718347000"))]}
BY_DIAGNOSIS: Json = {"activity": None, "addresses": [reference("Condition/c1")]}
SITE = """plans:
  H2017:
    identifiers: ["urn:ehr:ipoc|", "urn:ehr:plan|42"]
    categories: [{system: "urn:ehr", code: IPOC}]
    titles: [Individual Plan of Care]
"""


def goals_of(facts: Reader, *resources: Json, site: str = "") -> bool:
    """Whether the plan with the goal was taken for the plan of the service."""
    return facts(START, goal(), *resources, site=site)[IMPROVED].value == Count(1)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({}, id="an activity with the service's code"),
        pytest.param(
            {"activity": [{"reference": reference("ServiceRequest/order")}]},
            id="an activity that is an order for it",
        ),
        pytest.param(
            {"activity": [{"detail": {"code": service("H2018")}}, {"detail": {"code": service()}}]},
            id="the second of two activities",
        ),
        pytest.param({"status": "on-hold"}, id="a plan on hold"),
        pytest.param({"status": "completed"}, id="a completed plan"),
        pytest.param(BY_CATEGORY, id="a mental health category"),
        pytest.param(
            {"activity": None, "category": [concept(snomed("736254008"))]}, id="a psychiatry category"
        ),
        pytest.param(BY_DIAGNOSIS, id="an active plan that addresses a diagnosis"),
    ],
)
def test_a_plan_is_the_services_by_one_of_its_marks(facts: Reader, elements: Json) -> None:
    resources = [plan(goal=GOALS, **elements), order(), condition(icd("F32.1"))]
    assert goals_of(facts, *resources)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param(
            {"activity": None, "category": [status("careplan-category", "assess-plan")]},
            id="an assessment and plan note",
        ),
        pytest.param({"activity": None}, id="a plan without any mark"),
        pytest.param({"activity": [{"detail": {"code": service("H0024")}}]}, id="a plan for another service"),
        pytest.param(
            {"activity": [{"detail": {"code": service(), "doNotPerform": True}}]}, id="a plan not to give it"
        ),
        pytest.param({"status": "draft"}, id="a draft"),
        pytest.param({"status": "revoked"}, id="a revoked plan"),
        pytest.param({"status": "unknown"}, id="a plan of unknown status"),
        pytest.param({"status": None}, id="a plan without a status"),
        pytest.param(
            BY_DIAGNOSIS | {"status": "completed"}, id="a completed plan that addresses a diagnosis"
        ),
        pytest.param(
            {"activity": None, "addresses": [reference("Condition/other")]}, id="a plan for something else"
        ),
    ],
)
def test_a_plan_that_only_looks_like_one_is_not_the_services(facts: Reader, elements: Json) -> None:
    resources = [
        plan(goal=GOALS, **elements),
        condition(icd("F32.1")),
        condition(icd("E11.9"), identity="other"),
    ]
    assert not goals_of(facts, *resources)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"verificationStatus": verification("refuted")}, id="refuted"),
        pytest.param({"clinicalStatus": clinical("resolved")}, id="resolved, undated"),
    ],
)
def test_a_plan_that_addresses_a_diagnosis_that_does_not_count_is_not_it(
    facts: Reader, elements: Json
) -> None:
    assert not goals_of(facts, plan(goal=GOALS, **BY_DIAGNOSIS), condition(icd("F32.1"), **elements))


def test_a_plan_that_addresses_a_near_miss_is_not_it(facts: Reader) -> None:
    assert not goals_of(facts, plan(goal=GOALS, **BY_DIAGNOSIS), condition(icd("R45.851")))


@pytest.mark.parametrize(
    ("surer", "weaker"),
    [
        pytest.param({}, BY_CATEGORY, id="an activity before a category"),
        pytest.param(BY_CATEGORY, BY_DIAGNOSIS, id="a category before a diagnosis"),
        pytest.param({}, BY_DIAGNOSIS, id="an activity before a diagnosis"),
    ],
)
def test_the_surer_mark_wins(facts: Reader, surer: Json, weaker: Json) -> None:
    diagnosis = condition(icd("F32.1"))
    assert goals_of(facts, plan("sure", goal=GOALS, **surer), plan("weak", **weaker), diagnosis)
    assert not goals_of(facts, plan("sure", **surer), plan("weak", goal=GOALS, **weaker), diagnosis)


@pytest.mark.parametrize("elements", [{}, BY_CATEGORY, BY_DIAGNOSIS])
def test_two_plans_by_the_same_mark_are_none(facts: Reader, elements: Json) -> None:
    resources = [
        plan("a", goal=GOALS, **elements),
        plan("b", goal=GOALS, **elements),
        condition(icd("F32.1")),
    ]
    assert not goals_of(facts, *resources)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"identifier": [{"system": "urn:ehr:ipoc", "value": "7"}]}, id="any value of a system"),
        pytest.param({"identifier": [{"system": "urn:ehr:plan", "value": "42"}]}, id="one value of a system"),
        pytest.param({"category": [concept(coding("urn:ehr", "IPOC"))]}, id="a category of the site's"),
        pytest.param(
            {"category": [concept(snomed("734163000"), coding("urn:ehr", "IPOC"))]},
            id="a category of the site's behind a standard one, in one concept",
        ),
        pytest.param({"title": "Individual Plan of Care"}, id="a title"),
    ],
)
def test_a_sites_own_mark_goes_before_all_others(facts: Reader, elements: Json) -> None:
    marked = plan("marked", goal=GOALS, activity=None, **elements)
    assert goals_of(facts, marked, plan("other"), site=SITE)
    assert not goals_of(facts, marked, plan("other"))


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"identifier": [{"system": "urn:ehr:plan", "value": "43"}]}, id="another value"),
        pytest.param({"identifier": [{"value": "42"}]}, id="a value without its system"),
        pytest.param({"category": [concept(coding("urn:other", "IPOC"))]}, id="another system's category"),
        pytest.param({"title": "individual plan of care"}, id="a title in other letters"),
    ],
)
def test_a_sites_marks_are_taken_exactly(facts: Reader, elements: Json) -> None:
    assert not goals_of(facts, plan("marked", goal=GOALS, activity=None, **elements), site=SITE)


def test_a_plan_with_a_sites_mark_tells_when_the_service_began(facts: Reader) -> None:
    marked = plan("marked", activity=None, title="Individual Plan of Care")
    assert facts(marked, site=SITE)["service-start"].value == date(2026, 1, 1)
    assert facts(marked)["service-start"].value is None


def test_goals_are_found_as_a_bundle_links_them(facts: Reader) -> None:
    linked = plan(goal=[reference("urn:uuid:0001")])
    entries = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:0001", "resource": goal()},
            {"fullUrl": "urn:uuid:0002", "resource": linked},
        ],
    }
    record = facts.record({"patient": patient(), "goals": entries})
    fact = patient_facts(record, mapping_for(""), UnderReview("H2017", ON, ()))[IMPROVED]
    assert fact.value == Count(1)
    assert fact.evidence[0].reference == "Goal/g1"


def test_the_plan_may_come_before_its_goals_and_orders(facts: Reader) -> None:
    by_order = plan(goal=GOALS, activity=[{"reference": reference("ServiceRequest/order")}])
    assert goals_of(facts, by_order, order())
    assert bundle(by_order, order())["entry"][0]["resource"] is by_order
