"""Plans and orders as the tests of what is in force write them."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, order, plan, reference, service


def activity(**detail: Any) -> Json:
    """A plan whose activity is the service; what is None is left out."""
    stated = {"status": "in-progress", "code": service()} | detail
    return plan(activity=[{"detail": {name: value for name, value in stated.items() if value is not None}}])


def plan_by_contained_order(**elements: Any) -> Json:
    """A plan that contains the order for the service."""
    contained = order("o", authoredOn="2026-01-02", **elements)
    return plan(activity=[{"reference": reference("#o")}], contained=[contained])


def order_of_twelve_weeks(authored: str | None) -> Json:
    """An order that lasts twelve weeks from the day it was authored, where that is said."""
    duration = {"value": 12, "unit": "weeks", "code": "wk"}
    return order(authoredOn=authored, occurrenceTiming={"repeat": {"boundsDuration": duration}})
