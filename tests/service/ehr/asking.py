"""Requests with a FHIR server to ask, the replies of that server, and what the card says of them."""

from __future__ import annotations

import json

from tests.support.application import call
from tests.support.bundles import searchset
from tests.support.cards import cards_of
from tests.support.fhir import SERVER, Json, resource
from tests.support.fhir_server import Exchange, FhirDouble, Reply, answering
from tests.support.hook_calls import KEYS, adult, diagnosis, prefetched

TOKEN = "a-token-for-one-server"
AUTHORIZATION = {
    "access_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/*.rs",
    "subject": "criteria-cards",
}
BUDGET_MS = 300
NOT_SENT = "the EHR did not send this"
TOO_LATE = "the server did not answer in time"
LEAVES = "the server's next link leaves the server"
NOT_REACHED = "the server could not be reached"
OTHERS = "this is of another patient and was left out"

CONDITIONS = "prefetch/conditions"
ASKED = {"Patient", *KEYS.values()}


def asking(url: str, body: Json, token: str = TOKEN) -> Json:
    """The request with a server, on which its resources are, and a token for it."""
    here: Json = json.loads(json.dumps(body).replace(SERVER, url))
    return {**here, "fhirServer": url, "fhirAuthorization": AUTHORIZATION | {"access_token": token}}


def answered(server: FhirDouble, body: Json, budget_ms: int = 5000) -> list[Json]:
    """The cards for a request with the server, from a service that may ask loopback servers."""
    service_id = f"criteria-{body['hook']}"
    settings = {"allow_loopback_fhir": True, "budget_ms": budget_ms}
    return cards_of(call(service_id, asking(server.url, body), **settings))


def without(*keys: str) -> Json:
    """A full prefetch of the adult's record but for these keys."""
    return {key: sent for key, sent in prefetched(*adult()).items() if key not in keys}


def found(*resources: Json, next_url: str = "") -> Reply:
    """A searchset as the answer."""
    return answering(searchset(*resources, next_url=next_url))


HERE = diagnosis()
NOISE = resource("Condition", "of-no-code")


def honest(exchange: Exchange) -> None:
    """The adult's diagnosis."""
    exchange.json(searchset(HERE))


def page_of(*resources: Json, link: str) -> Reply:
    """A page with a next link that may hold the server's own address."""

    def reply(exchange: Exchange) -> None:
        url = link.format(url=exchange.server.double.url, port=exchange.server.double.port)
        exchange.json(searchset(*resources, next_url=url))

    return reply
