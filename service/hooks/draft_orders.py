"""The draft orders in the contexts of order-select and order-sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from criteria.gaps import Gap, GapKind
from mappings.codes.code_systems import Token
from mappings.fhir.bundles import MAX_BUNDLES_DEEP
from mappings.fhir.elements import decoded_first
from mappings.fhir.modifiers import is_modified, says_not_to
from mappings.fhir.references import Reference, reference_target, reference_to
from mappings.fhir.resources import Concept, Entry, Resource, code_of, codings, list_of, string_or_empty
from mappings.record.patient_record import PatientRecord
from service.errors import Malformed
from service.hooks.request import Context
from service.review.question import OrderUnderReview, Question
from service.review.site import Site


class DraftOrders(Struct, gc=False):
    """The Bundle of unsaved orders, and no other resource; clients leave out its type, and much else."""

    resourceType: str | None = None
    entry: list[Entry | list[Any] | str | int | float | bool | None] | None = None

    def __post_init__(self) -> None:
        if self.resourceType not in ("Bundle", None):
            raise Malformed("expected a Bundle", "context.draftOrders.resourceType")


class DraftOrder(Struct, gc=False):
    """An entry of the Bundle that holds a resource, and the `Type/id` to cite it by."""

    entry: Entry
    resource: Resource
    reference: str


class OrderContext(Context, gc=False, kw_only=True):
    """What the contexts of the two order hooks share."""

    draftOrders: DraftOrders
    encounterId: str | None = None

    def drafts(self) -> Iterator[DraftOrder]:
        """The draft orders, of whatever type, also those in a Bundle in the Bundle."""
        return _drafts(self.draftOrders.entry, MAX_BUNDLES_DEEP)


def _drafts(entries: object, deep: int) -> Iterator[DraftOrder]:
    for entry in list_of(entries, Entry) if deep else ():
        if type(entry.resource) is not Resource:
            continue
        if entry.resource.resourceType == "Bundle":
            yield from _drafts(entry.resource.entry, deep - 1)
        else:
            yield DraftOrder(entry, entry.resource, reference_to(entry.resource, entry.fullUrl))


def orders_under_review(
    orders: Iterable[DraftOrder], patient_id: str, site: Site, gaps: Iterable[Gap] = ()
) -> Question:
    """The criteria of each of our services among the orders.

    One that is not to be performed, was entered in error or is being revoked
    orders nothing. One of another patient by its very reference is left out, and said.
    """
    services: dict[str, tuple[OrderUnderReview, ...]] = {}
    left_out = list(gaps)
    not_ours: list[Token] = []
    for order in orders:
        named = list(_services_of(order, site))
        if not named:
            not_ours += _codes_of(order)
        if not named or not _orders_something(order.resource):
            continue
        if _is_of_another(order.resource, patient_id):
            left_out.append(Gap(order.reference, GapKind.ORDER_OF_ANOTHER_PATIENT))
            continue
        for service, note in named:
            notes = "; ".join((*_notes_on(order.resource), *note))
            under_review = OrderUnderReview(order.reference, notes, order.resource)
            services[service.code] = (*services.get(service.code, ()), under_review)
    return Question(services, gaps=tuple(left_out), not_ours=tuple(dict.fromkeys(not_ours)))


def of_this_patient(question: Question, record: PatientRecord) -> Question:
    """The question without the draft orders that the record shows to be another patient's, which is said."""
    whose = record.whose
    others = {
        order.reference
        for orders in question.services.values()
        for order in orders
        if whose and order.resource and whose.is_order_of_another(order.resource)
    }
    if not others:
        return question
    left = {
        service: tuple(order for order in orders if order.reference not in others)
        for service, orders in question.services.items()
    }
    gaps = [Gap(each, GapKind.ORDER_OF_ANOTHER_PATIENT) for each in sorted(others)]
    services = {service: orders for service, orders in left.items() if orders}
    return replace(question, services=services, gaps=(*question.gaps, *gaps))


def _services_of(order: DraftOrder, site: Site) -> Iterator[tuple[Token, tuple[str, ...]]]:
    for code in list_of(order.resource.code, Concept):
        for service, note in site.reviewer.mapping.services.described_by(code):
            yield service, (note,) if note else ()


def _codes_of(order: DraftOrder) -> Iterator[Token]:
    for concept in list_of(order.resource.code, Concept):
        for coding in codings(concept):
            if code := code_of(coding):
                yield Token(string_or_empty(coding.system), code)


def _orders_something(order: Resource) -> bool:
    return order.doNotPerform is not True and order.status not in ("entered-in-error", "revoked")


def _is_of_another(order: Resource, patient_id: str) -> bool:
    """Whether the subject is known to be another patient; what cannot be told is this chart's own order."""
    target = reference_target(decoded_first(order.subject, Reference))
    return target.startswith("Patient/") and target != f"Patient/{patient_id}"


def _notes_on(order: Resource) -> Iterator[str]:
    """What a reader should know of an order that is still answered."""
    if order.intent in ("proposal", "plan", "option"):
        yield f"its intent is {order.intent}"
    elif order.intent is not None and type(order.intent) is not str:
        yield "its intent cannot be read"
    if is_modified(order) or says_not_to(order.doNotPerform):
        yield "it carries a modifier that is not understood here"


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
