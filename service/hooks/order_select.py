"""order-select 1.0: the orders being entered, and those just selected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mappings.codes.code_systems import Token
from mappings.fhir.resources import string_or_empty
from service.hooks.draft_orders import (
    SCHEMA,
    DraftOrder,
    OrderContext,
    example_orders,
    orders_under_review,
)
from service.hooks.hook import Hook
from service.review.question import Question
from service.review.site import Site


class OrderSelectContext(OrderContext, gc=False, kw_only=True):
    """The context of order-select."""

    selections: list[str]

    def selected(self) -> Iterator[DraftOrder]:
        """The selected draft orders that carry a code."""
        chosen = set(self.selections) - {""}
        for order in self.drafts():
            names = (order.reference, order.reference.partition("/")[2], string_or_empty(order.entry.fullUrl))
            if not chosen.isdisjoint(names):
                yield order


def _question(context: OrderSelectContext, site: Site) -> Question:
    return orders_under_review(context.selected(), site)


def _example(services: Sequence[Token]) -> Mapping[str, Any]:
    selections = [f"ServiceRequest/{service.code}" for service in services]
    return {**example_orders(services), "selections": selections}


ORDER_SELECT = Hook(
    hook="order-select",
    id="criteria-order-select",
    title="Medical-necessity criteria for the selected behavioral health order",
    description=(
        "Shows, criterion by criterion, what the payer's published policy finds documented, not met or "
        "still undocumented when {services} is selected. Decision support for a clinician's review, "
        "not a payer's decision."
    ),
    context=OrderSelectContext,
    question=_question,
    example=_example,
    schema={
        **SCHEMA,
        "required": ["draftOrders", "selections"],
        "properties": {
            **SCHEMA["properties"],
            "selections": {
                "description": "The orders just selected, as Type/id of entries of draftOrders",
                "type": "array",
                "items": {"type": "string"},
            },
        },
    },
)
