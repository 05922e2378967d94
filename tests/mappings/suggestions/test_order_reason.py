"""A draft order with a reason is the order as it came; what has one, or is unclear, is left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from msgspec import Raw

from mappings.suggestions.order_reason import orders_with_reason
from tests.support.bundles import bundle, collection
from tests.support.fhir import MODIFIED, Json, concept, icd, reference, service

ORDER: Json = {
    "resourceType": "ServiceRequest",
    "id": "draft",
    "status": "draft",
    "intent": "order",
    "code": service(),
    "subject": reference("Patient/p1"),
}
CONDITION = "Condition/c1"


def given(*orders: Any, named: tuple[str, ...] = ("ServiceRequest/draft",)) -> list[bytes]:
    context = Raw(json.dumps({"userId": "Practitioner/1", "draftOrders": collection(*orders)}))
    return [bytes(each) for each in orders_with_reason(context, named, [CONDITION])]


def test_the_order_is_valid_and_differs_by_the_reason_alone() -> None:
    (whole,) = given(ORDER)
    order = json.loads(whole)
    assert order == ORDER | {"reasonReference": [{"reference": CONDITION}]}
    get_fhir_model_class("ServiceRequest").model_validate(order)


def test_what_was_written_stays_as_it_was_written() -> None:
    written = (
        b'{ "resourceType":"ServiceRequest","id":"draft", "status":"draft","intent":"order",'
        b'"subject":{"reference":"Patient/p1"},"quantityQuantity":{"value":1.50},'
        b'"note":[{"text":"\\u00e9"}]}'
    )
    context = Raw(b'{"draftOrders":{"entry":[{"resource":' + written + b"}]}}")
    (whole,) = orders_with_reason(context, ["ServiceRequest/draft"], [CONDITION])
    assert bytes(whole) == written[:-1] + b',"reasonReference":[{"reference":"Condition/c1"}]}'


def without(name: str) -> Json:
    return {key: value for key, value in ORDER.items() if key != name}


LEFT_ALONE = {
    "one that names a Condition": ORDER | {"reasonReference": [reference("Condition/other")]},
    "one that names a code": ORDER | {"reasonCode": [concept(icd("F33.1"))]},
    "one whose reason is empty": ORDER | {"reasonReference": []},
    "one whose reason is null": ORDER | {"reasonCode": None},
    "one that is not asked about": ORDER | {"id": "other"},
    "one of another type": ORDER | {"resourceType": "CarePlan"},
    "one without a status": without("status"),
    "one without an intent": without("intent"),
    "one without a subject": without("subject"),
    "one without an id": without("id"),
    "one that is meant otherwise": ORDER | {"modifierExtension": MODIFIED},
    "one under rules of somebody's own": ORDER | {"implicitRules": "https://ehr.example/rules"},
    "one with an empty list in it": ORDER | {"note": []},
    "one with an empty text deep in it": ORDER | {"note": [{"text": ""}]},
    "one with a null in it": ORDER | {"priority": None},
    "one with nothing in an object": ORDER | {"encounter": {}},
    "no resource at all": "ServiceRequest",
    "nothing": None,
}


@pytest.mark.parametrize("order", LEFT_ALONE.values(), ids=list(LEFT_ALONE))
def test_an_order_is_left_alone(order: Any) -> None:
    assert given(order) == []
    assert len(given(order, ORDER)) == 1


def test_an_order_is_found_in_a_bundle_within_the_bundle() -> None:
    assert len(given(bundle(ORDER, type="collection"))) == 1
