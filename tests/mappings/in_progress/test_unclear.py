"""What may change whether a plan or an order is in force is read, or it does not count."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from mappings.record.ledger import SetAside
from tests.mappings.in_progress.plans import activity, order_of_twelve_weeks, plan_by_contained_order
from tests.mappings.reading import Reader, said
from tests.support.bundles import bundle
from tests.support.fhir import ABSENT_FOR_A_REASON, MODIFIED, Json, order, patient, plan, reference

STATUS = "the status of its activity for the service cannot be read"
PLAN_INTENT = "the intent of the plan cannot be read"
PLAN_DAYS = "when the plan begins or ends cannot be read"
ORDER_DAYS = "when the order begins or ends cannot be read"
OVER = "ended 2020-09-30, still marked active"


@pytest.mark.parametrize(
    ("resources", "note"),
    [
        pytest.param([activity(status="CANCELLED")], STATUS, id="an activity of a status in capitals"),
        pytest.param([activity(status=["cancelled"])], STATUS, id="an activity with a list for a status"),
        pytest.param(
            [activity(doNotPerform="true")],
            "its activity for the service says not to do it",
            id="an activity not to be done, as a text",
        ),
        pytest.param(
            [activity(scheduledPeriod={"start": "2026-03-02"})],
            "its activity for the service has not begun",
            id="an activity scheduled from tomorrow",
        ),
        pytest.param(
            [activity(scheduledPeriod={"end": "2020-09-30"})], OVER, id="an activity scheduled until 2020"
        ),
        pytest.param(
            [activity(scheduledTiming={"repeat": {"boundsPeriod": {"end": "2020-09-30"}}})],
            OVER,
            id="an activity on a schedule until 2020",
        ),
        pytest.param([plan(intent="Proposal")], PLAN_INTENT, id="a plan's intent in capitals"),
        pytest.param(
            [plan(intent={"code": "proposal"})], PLAN_INTENT, id="a plan with an object for an intent"
        ),
        pytest.param(
            [plan(period={"start": "2026-01-01", "end": "in spring"})],
            PLAN_DAYS,
            id="a plan that ends in words",
        ),
        pytest.param(
            [plan(period={"start": "2026-01-01", "_end": ABSENT_FOR_A_REASON})],
            PLAN_DAYS,
            id="a plan that ended on an unknown day",
        ),
        pytest.param([plan(period=ABSENT_FOR_A_REASON)], PLAN_DAYS, id="a plan of an unknown period"),
        pytest.param([plan(period="2019-2020")], PLAN_DAYS, id="a plan with a text for a period"),
        pytest.param(
            [order(intent="suggestion")],
            "the intent of the order cannot be read",
            id="an order of no known intent",
        ),
        pytest.param(
            [order(_occurrenceDateTime=ABSENT_FOR_A_REASON)], ORDER_DAYS, id="an order for an unknown day"
        ),
        pytest.param([order(occurrenceDateTime="soon")], ORDER_DAYS, id="an order for a day in words"),
        pytest.param(
            [order(occurrencePeriod={"start": "2026-01-01", "_end": ABSENT_FOR_A_REASON})],
            ORDER_DAYS,
            id="an order until an unknown day",
        ),
        pytest.param(
            [order(occurrenceTiming={"event": ["soon"]})], ORDER_DAYS, id="an order for days in words"
        ),
        pytest.param(
            [order(occurrenceTiming={"repeat": {"boundsDuration": {"value": 12, "unit": "visits"}}})],
            ORDER_DAYS,
            id="an order for a duration in no unit of time",
        ),
        pytest.param([order_of_twelve_weeks(None)], ORDER_DAYS, id="an order of twelve weeks from no day"),
        pytest.param(
            [order_of_twelve_weeks("2025-11-07")],
            "ended 2026-01-30, still marked active; within the lapse of 30 days",
            id="an order of twelve weeks that ended thirty days ago",
        ),
        pytest.param(
            [order_of_twelve_weeks("2025-11-06")],
            "ended 2026-01-29, still marked active",
            id="an order of twelve weeks that ended longer ago",
        ),
    ],
)
def test_what_changes_it_or_cannot_be_read_is_noted(facts: Reader, resources: list[Json], note: str) -> None:
    phase = in_progress(facts(*resources))
    assert [evidence.note for evidence in (*phase.evidence, *phase.hints)] == [note]
    assert (phase.value is Truth.MET) is ("within the lapse" in note)


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"doNotPerform": True}, id="not to be done"),
        pytest.param({"modifierExtension": MODIFIED}, id="under a modifier"),
        pytest.param({"implicitRules": "https://example.org/rules"}, id="under rules of its own"),
        pytest.param({"subject": reference("Patient/another")}, id="for another patient"),
        pytest.param({"status": "revoked"}, id="revoked"),
        pytest.param({"intent": "proposal"}, id="a proposal"),
        pytest.param({"occurrencePeriod": {"end": "2020-09-30"}}, id="ended"),
    ],
)
def test_an_order_that_a_plan_contains_is_judged_as_any_other(facts: Reader, elements: Json) -> None:
    assert in_progress(facts(plan_by_contained_order(**elements))).value is None


def test_an_order_of_which_it_cannot_be_read_whether_to_do_it_is_left_out_and_said(facts: Reader) -> None:
    record = facts.record({"patient": patient(), "serviceRequests": bundle(order(doNotPerform="true"))})
    assert said(record.gaps) == [
        (
            "ServiceRequest/order",
            "its doNotPerform may change what it means, cannot be read, and it was left out",
        )
    ]
    assert record.set_aside == [SetAside("ServiceRequest/order", record.gaps[0].kind)]
    assert record.orders == []
