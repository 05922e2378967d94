"""Stays, orders and plans as hints say whether they are over."""

from __future__ import annotations

import pytest

from tests.mappings.hints.entries import INPATIENT
from tests.mappings.reading import Reader
from tests.support.fhir import Json, encounter, order, plan


@pytest.mark.parametrize(
    ("elements", "day", "shown"),
    [
        pytest.param(
            {"period": {"start": "2026-01-02", "end": "2026-01-20"}},
            "2026-01-20",
            "inpatient stay, finished",
            id="a stay that is over",
        ),
        pytest.param(
            {"status": "in-progress", "period": {"start": "2026-02-20"}},
            "2026-02-20",
            "inpatient stay, in-progress",
            id="a stay that is going on",
        ),
        pytest.param(
            {"status": "in-progress", "period": {"start": "2026-02-20", "end": "2026-03-20"}},
            "2026-02-20",
            "inpatient stay, in-progress",
            id="a stay that is going on, with its end planned",
        ),
    ],
)
def test_an_inpatient_stay_says_whether_it_is_over(
    facts: Reader, elements: Json, day: str, shown: str
) -> None:
    (hint,) = facts(encounter(**INPATIENT, **elements))["risk-hospital-placement"].hints
    assert (hint.date, hint.value) == (day, shown)


@pytest.mark.parametrize(
    ("fact", "resource", "shown"),
    [
        pytest.param("lpha-recommends", order(), ("active", ""), id="an order in force"),
        pytest.param(
            "lpha-recommends",
            order(occurrencePeriod={"start": "2020-01-01", "end": "2020-09-30"}),
            ("active", "ended 2020-09-30, still marked active; "),
            id="an order that ended",
        ),
        pytest.param(
            "lpha-recommends",
            order(intent="proposal"),
            ("active", "the order is only a proposal; "),
            id="a proposal",
        ),
        pytest.param("lpha-recommends", order(status="completed"), ("completed", ""), id="a completed order"),
        pytest.param("scope-intensity-documented", plan(), ("active", ""), id="a plan in force"),
        pytest.param(
            "scope-intensity-documented",
            plan(period={"start": "2020-01-01", "end": "2020-09-30"}),
            ("active", "ended 2020-09-30, still marked active; "),
            id="a plan that ended",
        ),
    ],
)
def test_an_order_or_a_plan_that_is_over_says_so(
    facts: Reader, fact: str, resource: Json, shown: tuple[str, str]
) -> None:
    hint = facts(resource)[fact].hints[0]
    assert (hint.value, hint.note.partition("an order for")[0].partition("the plan names")[0]) == shown


@pytest.mark.parametrize(
    ("end", "hinted"),
    [
        pytest.param("2025-12-31", False, id="the day before the service began"),
        pytest.param("2026-01-01", True, id="the day that it began"),
    ],
)
def test_a_plan_revoked_before_the_service_began_no_longer_bears(
    facts: Reader, end: str, hinted: bool
) -> None:
    revoked = plan("revoked", status="revoked", period={"start": "2025-06-01", "end": end})
    hints = facts(plan(), revoked)["discharge-requested"].hints
    assert [(hint.reference, hint.date) for hint in hints] == ([("CarePlan/revoked", end)] if hinted else [])
