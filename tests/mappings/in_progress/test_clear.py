"""What is read and changes nothing leaves the service in progress; a start of another does not."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.in_progress.plans import activity, order_of_twelve_weeks, plan_by_contained_order
from tests.mappings.in_progress.starts import started
from tests.mappings.reading import Reader
from tests.support.fhir import Json, order, plan, reference, resource, service


def episode(code: str, **elements: Any) -> Json:
    return resource("EpisodeOfCare", "episode", type=[service(code)], **({"status": "active"} | elements))


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param([activity(doNotPerform=False)], id="an activity that may be done"),
        pytest.param(
            [activity(scheduledPeriod={"start": "2026-03-01", "end": "2026-03-01"})],
            id="an activity scheduled for today",
        ),
        pytest.param(
            [activity(scheduledTiming={"repeat": {"boundsPeriod": {"end": "2026-03-01"}}})],
            id="an activity on a schedule until today",
        ),
        pytest.param([plan(intent=None)], id="a plan without an intent"),
        pytest.param([plan(period={})], id="a plan with an empty period"),
        pytest.param([order(intent="instance-order")], id="an instance of an order"),
        pytest.param([order(intent=None)], id="an order without an intent"),
        pytest.param([order(doNotPerform=False)], id="an order that may be done"),
        pytest.param(
            [order_of_twelve_weeks("2025-12-07")],
            id="an order of twelve weeks of which the last day is today",
        ),
        pytest.param([plan_by_contained_order()], id="a plan by the order that it contains"),
        pytest.param([started(focus=[reference("Goal/unsent")])], id="a start about a goal"),
        pytest.param(
            [started(basedOn=[reference("ServiceRequest/draft")])], id="a start of the order being drafted"
        ),
        pytest.param(
            [started(focus=[reference("EpisodeOfCare/episode")]), episode("H2017")],
            id="a start of an episode",
        ),
        pytest.param(
            [started(focus=[reference("CarePlan/plan")]), plan(status="on-hold")],
            id="a start of a plan on hold",
        ),
    ],
)
def test_what_is_read_and_changes_nothing_leaves_the_service_in_progress(
    facts: Reader, resources: list[Json]
) -> None:
    assert in_progress(facts(*resources)).value is Truth.MET


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param([started(basedOn=[reference("CarePlan/unsent")])], id="of a plan that was not sent"),
        pytest.param([started(focus=[reference("#unsent")])], id="of what cannot be told"),
        pytest.param(
            [started(focus=[reference("EpisodeOfCare/episode")]), episode("H0024")],
            id="of another service's episode",
        ),
        pytest.param(
            [started(focus=[reference("EpisodeOfCare/episode")]), episode("H2017", status="finished")],
            id="of an episode that is finished",
        ),
        pytest.param(
            [started(basedOn=[reference("ServiceRequest/order")]), order(status="revoked")],
            id="of an order that is revoked",
        ),
    ],
)
def test_a_start_of_what_is_another_over_or_not_shown_puts_nothing_in_progress(
    facts: Reader, resources: list[Json]
) -> None:
    assert in_progress(facts(*resources)).value is None
