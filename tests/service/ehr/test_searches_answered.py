"""What comes back from the EHR's FHIR server: answers that are used, and failures that the card tells."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.service.ehr.asking import (
    BUDGET_MS,
    CONDITIONS,
    HERE,
    NOISE,
    NOT_REACHED,
    OTHERS,
    answered,
    asking,
    found,
    honest,
    without,
)
from tests.support.application import call
from tests.support.bundles import operation_outcome, searchset
from tests.support.cards import gaps, outcomes
from tests.support.fhir import SERVER, patient, resource
from tests.support.fhir_server import (
    Exchange,
    FhirDouble,
    Reply,
    after,
    answering,
    breaking_off,
    dropping,
    hanging,
)
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    diagnosis,
    draft,
    order_select,
    request_of,
)

NOT_FHIR = "the server's answer is not FHIR JSON"
SOMETHING_ELSE = "the server answered with something else"
LATIN_1 = json.dumps({**searchset(HERE), "note": "?"}).encode().replace(b"?", b"\xe9")
SKIPPED = json.dumps(searchset({**HERE, "text": {"div": "?"}})).encode().replace(b"?", b"\xff")
KEPT_RAW = json.dumps(searchset({**HERE, "category": [{"text": "?"}]})).encode().replace(b"?", b"\xff")
UNREAD = resource("Basic", "b")
OUTCOME_ENTRY = {"resource": operation_outcome("informational"), "search": {"mode": "outcome"}}


def compressed(exchange: Exchange) -> None:
    """The adult's diagnosis, packed."""
    body = json.dumps(searchset(HERE)).replace(SERVER, exchange.server.double.url)
    exchange.send(200, gzip.compress(body.encode()), {"Content-Encoding": "gzip"})


HAD: list[Any] = [
    pytest.param(honest, 1, id="at once"),
    pytest.param(after(0.05, honest), 1, id="after a while"),
    pytest.param(dropping(1, honest), 2, id="after a dropped connection"),
    pytest.param(breaking_off(1, honest), 2, id="after an answer that broke off"),
    pytest.param(compressed, 1, id="compressed"),
    pytest.param(answering(searchset(HERE), Content_Type="application/json"), 1, id="as plain JSON"),
    pytest.param(found(NOISE, patient(), HERE), 1, id="among other types"),
    pytest.param(
        answering({**searchset(HERE), "entry": [OUTCOME_ENTRY, *searchset(HERE)["entry"]]}),
        1,
        id="beside the outcome of a search",
    ),
    pytest.param(answering({**searchset(HERE), "type": "collection"}), 1, id="as a collection"),
]


@pytest.mark.parametrize(("reply", "requests"), HAD)
def test_a_diagnosis_that_can_be_had_is_used(server: FhirDouble, reply: Reply, requests: int) -> None:
    server.replies["Condition"] = reply
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {}
    assert server.kinds() == ["Condition"] * requests


def refused(status: int) -> Any:
    """A row for an error status, with a body that would be right where HTTP allows one."""
    reply = answering(b"" if status in (204, 304) else searchset(HERE), status)
    asked = 2 if status == 400 else 1  # once more without the order, which not every server knows
    return pytest.param(reply, asked, {CONDITIONS: f"the server answered {status}"}, id=str(status))


NOT_HAD: list[Any] = [
    *(refused(status) for status in (201, 204, 206, 304, 400, 401, 403, 404, 410, 429, 500, 502, 503)),
    pytest.param(dropping(9, honest), 2, {CONDITIONS: NOT_REACHED}, id="a connection that is dropped twice"),
    pytest.param(breaking_off(9, honest), 2, {CONDITIONS: NOT_REACHED}, id="an answer that breaks off twice"),
    pytest.param(answering(b""), 1, {CONDITIONS: NOT_FHIR}, id="an empty answer"),
    pytest.param(
        answering("<html>Sign in</html>", Content_Type="text/html"), 1, {CONDITIONS: NOT_FHIR}, id="HTML"
    ),
    pytest.param(answering("[]"), 1, {CONDITIONS: NOT_FHIR}, id="a list"),
    pytest.param(answering("null"), 1, {CONDITIONS: NOT_FHIR}, id="null"),
    pytest.param(answering('{"resourceType": "Bundle"'), 1, {CONDITIONS: NOT_FHIR}, id="cut-off JSON"),
    pytest.param(answering('{"resourceType": "Bundle", "x": NaN}'), 1, {CONDITIONS: NOT_FHIR}, id="NaN"),
    pytest.param(answering(LATIN_1), 1, {CONDITIONS: NOT_FHIR}, id="Latin-1"),
    pytest.param(answering(SKIPPED), 1, {CONDITIONS: NOT_FHIR}, id="no UTF-8 in what is skipped"),
    pytest.param(answering(KEPT_RAW), 1, {CONDITIONS: NOT_FHIR}, id="no UTF-8 in what is opened later"),
    pytest.param(
        answering(json.dumps(searchset(HERE)).encode("utf-16")), 1, {CONDITIONS: NOT_FHIR}, id="UTF-16"
    ),
    pytest.param(answering("[" * 100_000), 1, {CONDITIONS: NOT_FHIR}, id="nesting without end"),
    pytest.param(
        answering(b"no gzip", Content_Encoding="gzip"),
        1,
        {CONDITIONS: NOT_REACHED},
        id="a compression that is none",
    ),
    pytest.param(
        answering(operation_outcome()),
        1,
        {CONDITIONS: "the server could not answer this search"},
        id="an OperationOutcome",
    ),
    pytest.param(answering({}), 1, {CONDITIONS: SOMETHING_ELSE}, id="an empty object"),
    pytest.param(answering(HERE), 1, {CONDITIONS: SOMETHING_ELSE}, id="a resource instead of a Bundle"),
    pytest.param(answering(patient()), 1, {CONDITIONS: SOMETHING_ELSE}, id="the Patient instead of a Bundle"),
    pytest.param(
        answering({"resourceType": ["Bundle"]}), 1, {CONDITIONS: SOMETHING_ELSE}, id="a list of types"
    ),
    pytest.param(found(), 1, {}, id="an empty searchset, which is an answer"),
    pytest.param(found(NOISE), 1, {}, id="another diagnosis, which is an answer"),
    pytest.param(
        found(UNREAD),
        1,
        {CONDITIONS: "nothing here reads 1 Basic that this search brought"},
        id="another type, which nobody asked for",
    ),
    pytest.param(
        found(diagnosis(of="p2")),
        1,
        {"Condition/dx-F31-9": OTHERS},
        id="the diagnosis of another patient",
    ),
    pytest.param(
        answering(b" " * (11 * 1024 * 1024)),
        1,
        {CONDITIONS: "the server's answer is too long"},
        id="an answer of 11 MB",
    ),
]


@pytest.mark.parametrize(("reply", "requests", "reported"), NOT_HAD)
def test_a_diagnosis_that_cannot_be_had_is_open_and_the_card_says_why(
    server: FhirDouble, reply: Reply, requests: int, reported: dict[str, str]
) -> None:
    server.replies["Condition"] = reply
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert outcomes(card)["A"] == "unknown"
    assert outcomes(card)["C"] == "met"
    assert gaps(card) == reported
    assert all(problem in card["detail"].replace("\\", "") for problem in reported.values())
    assert server.kinds() == ["Condition"] * requests


def test_one_search_that_fails_costs_only_itself(server: FhirDouble) -> None:
    server.replies["Observation"] = answering(operation_outcome(), 500)
    (card,) = answered(server, order_select(draft()))
    assert outcomes(card)["A"] == "unknown"
    assert gaps(card) == {
        "prefetch/observations": "the server answered 500",
        "prefetch/criteriaInputs": "the server answered 500",
    }
    assert "**Known without it**: age 22 or older; F31.9 active." in card["detail"]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(answering(operation_outcome(), 404), id="404"),
        pytest.param(answering(operation_outcome()), id="an OperationOutcome"),
        pytest.param(answering(patient(id="p2")), id="another patient"),
        pytest.param(found(patient()), id="a Bundle"),
        pytest.param(answering(HERE), id="another type"),
        pytest.param(dropping(9, honest), id="dropped connections"),
        pytest.param(hanging, id="no answer"),
    ],
)
@pytest.mark.parametrize("service_id", [ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW])
def test_without_the_patient_the_answer_is_412(server: FhirDouble, service_id: str, reply: Reply) -> None:
    server.replies["Patient"] = reply
    settings = {"allow_loopback_fhir": True, "budget_ms": BUDGET_MS}
    response = call(service_id, asking(server.url, request_of(service_id, draft())), **settings)
    assert response.status_code == 412
    assert response.get_json()["issue"][0]["expression"] == ["prefetch.patient"]
