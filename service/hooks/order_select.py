"""order-select 1.0: the orders being entered, and those just selected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from criteria.gaps import Gap, GapKind
from mappings.codes.code_systems import Token
from mappings.fhir.references import relative
from mappings.fhir.resources import string_or_empty
from service.errors import Malformed
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

    def selected(self) -> tuple[list[DraftOrder], list[str]]:
        """The draft orders that are selected, and the selections that name none."""
        drafts = list(self.drafts())
        by_name = {name: draft for draft in drafts for name in _names_of(draft)}
        named = [by_name.get(_plain(each)) or by_name.get(relative(each)) for each in self.selections]
        chosen = {id(draft) for draft in named if draft}
        unresolved = [each for each, draft in zip(self.selections, named, strict=True) if draft is None]
        return [draft for draft in drafts if id(draft) in chosen], unresolved


def _names_of(draft: DraftOrder) -> Iterator[str]:
    """By what a selection may name a draft order: `Type/id`, the id alone, the entry's fullUrl or its end."""
    yield _plain(draft.reference)
    if identity := string_or_empty(draft.resource.id):
        yield identity
    if url := _plain(string_or_empty(draft.entry.fullUrl)):
        yield from (url, relative(url), relative(url).rpartition("/")[2].rpartition(":")[2])


def _plain(name: str) -> str:
    """A UUID is the same in capitals."""
    return name.lower() if name.lower().startswith("urn:uuid:") else name


def _question(context: OrderSelectContext, site: Site) -> Question:
    """Raises Malformed when there are selections and none of them names a draft order."""
    selected, unresolved = context.selected()
    if unresolved and not selected:
        raise Malformed("none of these names an entry of draftOrders", "context.selections")
    gaps = [Gap("context.selections", GapKind.SELECTION_UNRESOLVED) for _ in unresolved]
    return orders_under_review(selected, context.patientId, site, gaps)


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
