"""The hooks we answer. A hook is one context model and one function; discovery lists what stands in HOOKS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from cds_cards.card import Card
from service.ehr.complete_prefetch import PrefetchCompleter
from service.errors import Malformed
from service.hooks.calls import Call, Site
from service.hooks.request import (
    Context,
    HookRequest,
    OrderSelectContext,
    OrderSignContext,
    PatientViewContext,
    decode_context,
)


class Hook(NamedTuple):
    """One CDS service: its hook, how discovery describes it, its context and its function."""

    hook: str
    id: str
    title: str
    description: str
    context: type[Context]
    answer: Callable[[Any, Call], list[Card]]

    def called(
        self, request: HookRequest, body: bytes, site: Site, on: date, gatherer: PrefetchCompleter
    ) -> tuple[Call, Context]:
        """A call of this hook, with its context.

        Raises:
            Malformed: when it is of another hook, or its context is not what the specification asks for.
        """
        if request.hook != self.hook:
            raise Malformed(f"this service answers the hook {self.hook}", "hook")
        context = decode_context(request, self.context)
        return Call(request, body, context.patientId, on, site, gatherer), context


def orders_under_review(context: OrderSignContext, call: Call) -> list[Card]:
    """order-select and order-sign: the criteria of each of our services among the orders."""
    orders: dict[str, list[str]] = {}
    for reference, code in context.orders():
        for service in call.mapping.services_of(code):
            orders.setdefault(service.code, []).append(reference)
    return call.advise(orders)


def services_received(context: PatientViewContext, call: Call) -> list[Card]:
    """patient-view: continued stay and discharge of a service the patient receives."""
    return call.review()


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
            orders_under_review,
        ),
        Hook(
            "order-sign",
            "criteria-order-sign",
            "Medical-necessity criteria for the behavioral health orders to be signed",
            "As criteria-order-select, for every draft order when it is about to be signed.",
            OrderSignContext,
            orders_under_review,
        ),
        Hook(
            "patient-view",
            "criteria-patient-view",
            "Continued-stay and discharge criteria of a behavioral health service in progress",
            "Shows where a patient who receives H2017 or H0024 stands against the policy's continued-stay "
            "criteria and discharge triggers. Silent for everybody else.",
            PatientViewContext,
            services_received,
        ),
    )
}
