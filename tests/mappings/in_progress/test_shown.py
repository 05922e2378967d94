"""Whether the person receives the service now; it decides between admission and continued stay."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.in_progress.starts import NOTHING, started
from tests.mappings.reading import Reader
from tests.support.fhir import Json, concept, order, plan, service, snomed


@pytest.mark.parametrize(
    ("resource", "cited"),
    [
        pytest.param(started("2026-01-05"), "Observation/service-start", id="an attested start"),
        pytest.param(started("2020-01-05"), "Observation/service-start", id="a start attested for years ago"),
        pytest.param(started("2026-03-01"), "Observation/service-start", id="a start today"),
        pytest.param(plan(), "CarePlan/plan", id="an active plan that names the service"),
        pytest.param(plan(period={"start": "2026-03-01"}), "CarePlan/plan", id="a plan that begins today"),
        pytest.param(plan(period=None), "CarePlan/plan", id="a plan without a period"),
        pytest.param(plan(period={"end": "2026-12-31"}), "CarePlan/plan", id="a plan without a start"),
        pytest.param(order(), "ServiceRequest/order", id="an active order of an earlier day"),
        pytest.param(
            order(authoredOn="2026-02-28"), "ServiceRequest/order", id="an active order of yesterday"
        ),
        pytest.param(
            order(authoredOn="2026-03-01", occurrenceDateTime="2026-03-01"),
            "ServiceRequest/order",
            id="an order of today for today",
        ),
        pytest.param(
            order(occurrencePeriod={"start": "2026-02-01", "end": "2026-12-31"}),
            "ServiceRequest/order",
            id="an order for a period that has begun",
        ),
        pytest.param(
            order(occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-02-15"}}}),
            "ServiceRequest/order",
            id="an order for a schedule that has begun",
        ),
        pytest.param(
            order(occurrenceTiming={"event": ["2026-04-01", "2026-02-15"]}),
            "ServiceRequest/order",
            id="an order for dates of which the first has come",
        ),
        pytest.param(
            order(occurrenceTiming={"code": {"text": "weekly"}}),
            "ServiceRequest/order",
            id="an order for a schedule without dates",
        ),
    ],
)
def test_the_service_is_in_progress_by_a_word_a_plan_or_an_order(
    facts: Reader, resource: Json, cited: str
) -> None:
    phase = in_progress(facts(resource))
    assert phase.value is Truth.MET
    assert [evidence.reference for evidence in phase.evidence] == [cited]


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        pytest.param(started("2026-03-02"), NOTHING, id="a start tomorrow"),
        pytest.param(started("2026-01-05", by="Patient/p1"), NOTHING, id="a start the patient tells"),
        pytest.param(plan(status="on-hold"), "the plan is on-hold", id="a plan on hold"),
        pytest.param(plan(status="completed"), "the plan is completed", id="a completed plan"),
        pytest.param(plan(status="revoked"), "the plan is revoked", id="a revoked plan"),
        pytest.param(plan(status="draft"), "the plan is draft", id="a draft of a plan"),
        pytest.param(plan(status=None), "the plan is without a status", id="a plan without a status"),
        pytest.param(plan(status="entered-in-error"), NOTHING, id="a plan entered in error"),
        pytest.param(
            plan(period={"start": "2026-03-02"}), "the plan has not begun", id="a plan for tomorrow"
        ),
        pytest.param(plan(period={"start": "2026-03"}), "the plan has not begun", id="a plan for this month"),
        pytest.param(plan(activity=None), NOTHING, id="a plan that does not name the service"),
        pytest.param(
            plan(activity=None, category=[concept(snomed("718347000"))]), NOTHING, id="a mental health plan"
        ),
        pytest.param(
            plan(activity=[{"detail": {"code": service("H0024")}}]), NOTHING, id="another service's plan"
        ),
        pytest.param(order(status="draft"), NOTHING, id="a draft order"),
        pytest.param(order(status="completed"), NOTHING, id="a completed order"),
        pytest.param(order(status="revoked"), NOTHING, id="a revoked order"),
        pytest.param(order(status="on-hold"), NOTHING, id="an order on hold"),
        pytest.param(order(doNotPerform=True), NOTHING, id="an order not to perform it"),
        pytest.param(order(code="H0024"), NOTHING, id="an order for the other service"),
        pytest.param(order(authoredOn="2026-03-01"), "the order has not begun", id="an order of today"),
        pytest.param(order(authoredOn="2026-03-02"), "the order has not begun", id="an order of tomorrow"),
        pytest.param(order(authoredOn="2026-03"), "the order has not begun", id="an order of this month"),
        pytest.param(order(authoredOn=None), "the order has no date", id="an order without a date"),
        pytest.param(
            order(occurrenceDateTime="2026-03-02"),
            "the order has not begun",
            id="an order of yesterday for tomorrow",
        ),
        pytest.param(
            order(occurrencePeriod={"start": "2026-03-02"}),
            "the order has not begun",
            id="an order for a period ahead",
        ),
        pytest.param(
            order(occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-03-02"}}}),
            "the order has not begun",
            id="an order for a schedule ahead",
        ),
    ],
)
def test_what_is_not_in_progress_says_how_near_it_came(facts: Reader, resource: Json, reason: str) -> None:
    phase = in_progress(facts(resource))
    assert phase.value is None
    assert phase.reason == reason
    assert bool(phase.hints) is (reason != NOTHING)


def test_all_that_shows_it_is_cited(facts: Reader) -> None:
    phase = in_progress(
        facts(started("2026-01-05"), plan(), order(), order("today", authoredOn="2026-03-01"))
    )
    assert [evidence.reference for evidence in phase.evidence] == [
        "Observation/service-start",
        "CarePlan/plan",
        "ServiceRequest/order",
    ]
