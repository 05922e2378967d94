"""Which plan is the plan of care: by the service, a category, a diagnosis, or a site's own mark."""

from __future__ import annotations

import pytest

from criteria.facts import Count
from tests.mappings.plans.goals import GOALS, IMPROVED, SITE, START
from tests.mappings.reading import Reader
from tests.support.fhir import (
    Json,
    clinical,
    coding,
    concept,
    condition,
    goal,
    icd,
    order,
    plan,
    reference,
    service,
    snomed,
    status,
    verification,
)

BY_CATEGORY: Json = {"activity": None, "category": [concept(snomed("718347000"))]}
BY_DIAGNOSIS: Json = {"activity": None, "addresses": [reference("Condition/c1")]}


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
