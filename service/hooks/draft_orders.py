"""The draft orders in the contexts of order-select and order-sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.codes.code_systems import Token
from mappings.fhir.references import reference_to
from mappings.fhir.resources import Concept, Entry, Resource, list_of
from service.hooks.request import Context
from service.review.question import Question
from service.review.site import Site


class DraftOrders(Struct, gc=False):
    """The Bundle of unsaved orders; clients leave out its type, and much else."""

    entry: list[Entry | list[Any] | str | int | float | bool | None] | None = None


class DraftOrder(Struct, gc=False):
    """A draft order that carries a code: its entry, the `Type/id` to cite it by, and the code."""

    entry: Entry
    reference: str
    code: Concept


class OrderContext(Context, gc=False, kw_only=True):
    """What the contexts of the two order hooks share."""

    draftOrders: DraftOrders
    encounterId: str | None = None

    def drafts(self) -> Iterator[DraftOrder]:
        """The draft orders that carry a code."""
        for entry in self.draftOrders.entry or ():
            if type(entry) is Entry and type(entry.resource) is Resource:
                reference = reference_to(entry.resource, entry.fullUrl)
                for code in list_of(entry.resource.code, Concept):
                    yield DraftOrder(entry, reference, code)


def orders_under_review(orders: Iterable[DraftOrder], site: Site) -> Question:
    """The criteria of each of our services among the orders."""
    services: dict[str, tuple[str, ...]] = {}
    for order in orders:
        for service in site.reviewer.mapping.services.named_by(order.code):
            services[service.code] = (*services.get(service.code, ()), order.reference)
    return Question(services)


def example_orders(services: Sequence[Token]) -> Mapping[str, Any]:
    """A draft order for each of some services."""
    orders = [
        {
            "resourceType": "ServiceRequest",
            "id": service.code,
            "status": "draft",
            "intent": "order",
            "code": {"coding": [{"system": service.system, "code": service.code}]},
            "subject": {"reference": "Patient/1"},
        }
        for service in services
    ]
    entries = [{"resource": order} for order in orders]
    return {"draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": entries}}


SCHEMA: Mapping[str, Any] = {
    "allOf": [{"$ref": "#/components/schemas/Context"}],
    "required": ["draftOrders"],
    "properties": {"draftOrders": {"$ref": "#/components/schemas/DraftOrders"}},
}
"""The context of order-sign in OpenAPI."""
