"""Which FHIR server may be asked for whom: a client's own, and nobody's where none is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.auth.clients import Client
from service.ehr.fhir_server import FhirServer
from service.hooks.answer import answer as answer_call
from service.hooks.registry import HOOKS
from tests.service.ehr.asking import AUTHORIZATION, CONDITIONS, HERE, LEAVES, NOT_SENT, asking, found, without
from tests.support.application import call, cds
from tests.support.cards import cards_of, gaps, outcomes
from tests.support.fhir import Json, patient
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import KEYS, ORDER_SELECT, draft, order_select


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({}, id="no fhirServer"),
        pytest.param({"fhirAuthorization": AUTHORIZATION}, id="a token without a fhirServer"),
        pytest.param({"fhirServer": "https://fhir.example/r4"}, id="a server that is not listed"),
        pytest.param(
            {"fhirServer": "http://127.0.0.1:9/fhir"}, id="a server on this machine, not allowed here"
        ),
        pytest.param({"fhirServer": ""}, id="an empty string"),
    ],
)
def test_without_a_server_that_may_be_asked_the_card_names_what_was_not_sent(members: Json) -> None:
    body = {**order_select(draft(), prefetch={"patient": patient()}), **members}
    (card,) = cards_of(call(ORDER_SELECT, body))
    assert gaps(card) == {f"prefetch/{key}": NOT_SENT for key in KEYS}
    assert "the EHR did not send this" in card["detail"]


def test_a_server_on_this_machine_is_not_asked_unless_that_is_set(server: FhirDouble) -> None:
    body = asking(server.url, order_select(draft(), prefetch=without("conditions")))
    (card,) = cards_of(call(ORDER_SELECT, body))
    assert gaps(card) == {CONDITIONS: NOT_SENT}
    assert server.asked == []


def registered(*servers: FhirServer) -> Client:
    """A client with these FHIR servers."""
    return Client(
        name="ehr", issuer="https://ehr.example", jwks_file=Path("none"), fhir_servers=servers, budget_ms=5000
    )


def for_client(client: Client, body: Json) -> list[Json]:
    """The cards a registered client gets."""
    service = cds(allow_loopback_fhir=True)
    caller = service.registered(client)
    answered = answer_call(HOOKS[ORDER_SELECT], json.dumps(body).encode(), caller)
    cards: list[Json] = json.loads(answered.answer)["cards"]
    return cards


def test_a_registered_client_may_name_its_own_server_only(server: FhirDouble, elsewhere: FhirDouble) -> None:
    client = registered(FhirServer.model_validate({"base": server.url, "private_address": True}))
    body = asking(server.url, order_select(draft(), prefetch=without("conditions")))
    (card,) = for_client(client, body)
    assert gaps(card) == {}
    for url in (elsewhere.url, f"{server.url}-two", f"http://127.0.0.1:{server.port}", "http://127.0.0.1"):
        there = json.loads(json.dumps(body).replace(server.url, url))
        (card,) = for_client(client, there)
        assert gaps(card) == {CONDITIONS: NOT_SENT}
    assert server.kinds() == ["Condition"]
    assert elsewhere.asked == []


def test_a_next_link_beside_the_registered_path_is_not_followed(server: FhirDouble) -> None:
    client = registered(FhirServer.model_validate({"base": server.url, "private_address": True}))
    server.replies["Condition"] = found(HERE, next_url=f"http://127.0.0.1:{server.port}/admin/Condition")
    (card,) = for_client(client, asking(server.url, order_select(draft(), prefetch=without("conditions"))))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: LEAVES}
    assert server.kinds() == ["Condition"]
