"""Whose a draft order is, and by what a selection may name it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.hooks.asking import signed
from tests.support.application import call
from tests.support.bundles import bundle
from tests.support.cards import cards_of
from tests.support.fhir import Json, patient, reference
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    adult,
    draft,
    order_select,
    order_sign,
    prefetched,
)

URN = "urn:uuid:11111111-1111-4111-8111-11111111111a"
OWN = {"system": "urn:mrn", "value": "7"}
OTHERS = {"system": "urn:mrn", "value": "9"}
SERVER = "https://mine.example/fhir"


def answered(subject: Json | None, server: str = "", **elements: Any) -> int:
    """How many cards an order of that subject gets, in the chart of a patient who has an identifier."""
    _, *others = adult()
    sent = prefetched(patient(identifier=[OWN]), *others)
    another = {"fullUrl": URN, "resource": patient(id="zoe")}
    sent["patient"] = {"resourceType": "Bundle", "entry": [{"resource": sent["patient"]}, another]}
    members = {"fhirServer": server} if server else {}
    body = order_sign(draft(subject=subject, **elements), prefetch=sent, **members)
    return len(cards_of(call(ORDER_SIGN, body)))


@pytest.mark.parametrize(
    ("subject", "elements"),
    [
        pytest.param(None, {}, id="nobody's"),
        pytest.param(reference("Patient/p1"), {}, id="the patient's"),
        pytest.param({"display": "Pat"}, {}, id="somebody's by name"),
        pytest.param({"identifier": OWN}, {}, id="the patient's by an identifier"),
        pytest.param(
            reference("https://ehr.example/fhir/Patient/p1"), {}, id="by a URL of the server that all is of"
        ),
        pytest.param(
            reference("#p"),
            {"contained": [{"resourceType": "Patient", "id": "p", "identifier": [OWN]}]},
            id="a contained patient's of the same identifier",
        ),
    ],
)
def test_an_order_that_is_not_known_to_be_anothers_gets_its_card(
    subject: Json | None, elements: Json
) -> None:
    assert answered(subject, **elements) == 1


@pytest.mark.parametrize(
    ("subject", "elements"),
    [
        pytest.param(reference("Patient/zoe"), {}, id="by reference"),
        pytest.param(reference(URN), {}, id="by the fullUrl of another Patient"),
        pytest.param({"identifier": OTHERS}, {}, id="by an identifier"),
        pytest.param(
            reference("#p"),
            {"contained": [{"resourceType": "Patient", "id": "p", "identifier": [OTHERS]}]},
            id="by the identifier of a contained patient",
        ),
    ],
)
def test_an_order_that_is_anothers_gets_none(subject: Json, elements: Json) -> None:
    assert answered(subject, **elements) == 0


@pytest.mark.parametrize(("base", "cards"), [(SERVER, 1), ("https://other.example/fhir", 0)])
def test_the_same_id_is_another_patients_on_another_server(base: str, cards: int) -> None:
    assert answered(reference(f"{base}/Patient/p1"), SERVER) == cards


@pytest.mark.parametrize(
    ("url", "selection"),
    [
        pytest.param("https://ehr.example/fhir/ServiceRequest/o", "ServiceRequest/o", id="the end of a URL"),
        pytest.param("https://ehr.example/fhir/ServiceRequest/o", "o", id="the id in a URL"),
        pytest.param(URN, URN, id="a URN"),
        pytest.param(URN, URN.upper().replace("URN:UUID", "urn:uuid"), id="a URN in capitals"),
        pytest.param(URN, URN.removeprefix("urn:uuid:"), id="the UUID of a URN"),
    ],
)
def test_an_order_without_an_id_is_selected_by_its_entry(url: str, selection: str) -> None:
    nameless = {name: value for name, value in draft().items() if name != "id"}
    body = order_select(draft("H0024"), selections=[selection], prefetch=prefetched(*adult()))
    body["context"]["draftOrders"]["entry"].append({"fullUrl": url, "resource": nameless})
    (card,) = cards_of(call(ORDER_SELECT, body))
    assert card["summary"].startswith("H2017 ")


def test_orders_in_a_bundle_in_the_bundle_are_orders() -> None:
    (card,) = signed(bundle(draft(), type="collection"))
    assert card["summary"].startswith("H2017 ")
