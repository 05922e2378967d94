"""The cards that each hook answers with for the adult or another record, and what they come to."""

from __future__ import annotations

from typing import Any

from tests.support.application import call
from tests.support.cards import cards_of
from tests.support.fhir import Json
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    adult,
    order_select,
    order_sign,
    patient_view,
    prefetched,
)

ADMISSION = ("H2017", "admission-adult", "met")
CONTINUED = ("H2017", "continued-stay-adult", "unknown")
PEER_ADMISSION = ("H0024", "admission", "unknown")
PEER_CONTINUED = ("H0024", "continued-stay", "unknown")
PEER_DISCHARGE = ("H0024", "discharge", "unknown")


def selected(*orders: Json, selections: list[str] | None = None) -> list[Json]:
    """The cards of order-select for the adult."""
    body = order_select(*orders, selections=selections, prefetch=prefetched(*adult()))
    return cards_of(call(ORDER_SELECT, body))


def signed(*orders: Json) -> list[Json]:
    """The cards of order-sign for the adult."""
    return cards_of(call(ORDER_SIGN, order_sign(*orders, prefetch=prefetched(*adult()))))


def opened(*resources: Json, **changes: Any) -> list[Json]:
    """The cards of patient-view for a record."""
    return cards_of(call(PATIENT_VIEW, patient_view(prefetched(*resources)), **changes))
