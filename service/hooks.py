"""The hooks we answer. A hook is one context model and one function; discovery lists what stands in HOOKS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mappings.site_mapping import SiteMapping
from service.advise import Orders
from service.cds_hooks import Context, OrderSelectContext


class Hook(NamedTuple):
    """One CDS service: its hook, how discovery describes it, and which services a call asks about."""

    hook: str
    id: str
    title: str
    description: str
    context: type[Context]
    orders: Callable[[Any, SiteMapping], Orders]


def selected_orders(context: OrderSelectContext, mapping: SiteMapping) -> Orders:
    """The selected draft orders that are for one of our services."""
    orders: dict[str, list[str]] = {}
    for reference, code in context.orders():
        for service in mapping.services_of(code):
            orders.setdefault(service.code, []).append(reference)
    return orders


HOOKS: Mapping[str, Hook] = {
    hook.id: hook
    for hook in (
        Hook(
            "order-select",
            "criteria-order-select",
            "Medical-necessity criteria for the selected behavioral health order",
            "Shows, criterion by criterion, what the payer's published policy finds documented, not met or "
            "still undocumented when H2017 or H0024 is selected. Decision support for a clinician's review, "
            "not a payer's decision.",
            OrderSelectContext,
            selected_orders,
        ),
    )
}
