"""order-sign 1.0: the orders that are about to be signed."""

from __future__ import annotations

from service.hooks.draft_orders import SCHEMA, OrderContext, example_orders, orders_under_review
from service.hooks.hook import Hook
from service.review.question import Question
from service.review.site import Site


def _question(context: OrderContext, site: Site) -> Question:
    return orders_under_review(context.drafts(), context.patientId, site)


ORDER_SIGN = Hook(
    hook="order-sign",
    id="criteria-order-sign",
    title="Medical-necessity criteria for the behavioral health orders to be signed",
    description="As criteria-order-select, for every draft order when it is about to be signed.",
    context=OrderContext,
    question=_question,
    example=example_orders,
    schema=SCHEMA,
)
