"""What the prefetch lacks is asked of the EHR's FHIR server: what, how often, until when, and what if not."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.auth.clients import Client
from service.ehr.fhir_server import FhirServer
from service.hooks.answer import answer as answer_call
from service.hooks.registry import HOOKS
from tests.support.application import call, cds
from tests.support.cards import cards_of, determinations, gaps, outcomes
from tests.support.fhir import (
    PATIENT,
    SERVER,
    Json,
    observation,
    operation_outcome,
    patient,
    resource,
    searchset,
)
from tests.support.fhir_server import (
    Exchange,
    FhirDouble,
    Reply,
    after,
    answering,
    breaking_off,
    dripping,
    dropping,
    hanging,
    waiting_for,
)
from tests.support.hook_calls import (
    KEYS,
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    adult,
    diagnosis,
    draft,
    order_select,
    order_sign,
    patient_view,
    plan_for,
    prefetched,
)

TOKEN = "a-token-for-one-server"
AUTHORIZATION = {
    "access_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/*.rs",
    "subject": "criteria-cards",
}
BUDGET_MS = 300
TOO_LATE = "the server did not answer in time"
NOT_FHIR = "the server's answer is not FHIR JSON"
SOMETHING_ELSE = "the server answered with something else"
LEAVES = "the server's next link leaves the server"
REACHED = "the server could not be reached"
OTHERS = "this is of another patient and was left out"

CONDITIONS = "prefetch/conditions"
ASKED = {"Patient", *KEYS.values()}


@pytest.fixture
def server() -> Iterator[FhirDouble]:
    """A server that holds the adult's record."""
    with FhirDouble(*adult()) as double:
        yield double


@pytest.fixture
def elsewhere() -> Iterator[FhirDouble]:
    """Another server, which nobody has any business with."""
    with FhirDouble(*adult()) as double:
        yield double


def asking(server: FhirDouble, body: Json) -> Json:
    """The request with the server, on which its resources are, and a token for it."""
    here: Json = json.loads(json.dumps(body).replace(SERVER, server.url))
    return {**here, "fhirServer": server.url, "fhirAuthorization": AUTHORIZATION}


def answered(server: FhirDouble, body: Json, budget_ms: int = 5000) -> list[Json]:
    """The cards for a request with the server, from a service that may ask loopback servers."""
    service_id = f"criteria-{body['hook']}"
    settings = {"allow_loopback_fhir": True, "budget_ms": budget_ms}
    return cards_of(call(service_id, asking(server, body), **settings))


def without(*keys: str, record: tuple[Json, ...] = ()) -> Json:
    """A full prefetch of the adult's record but for these keys."""
    return {key: sent for key, sent in prefetched(*(record or adult())).items() if key not in keys}


# --- what is asked --------------------------------------------------------------------------------
def test_without_any_prefetch_everything_is_asked_once_and_the_cards_are_the_same(server: FhirDouble) -> None:
    full = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=prefetched(*adult()))))
    cards = answered(server, order_select(draft()))
    assert determinations(cards) == determinations(full)
    assert gaps(cards[0]) == {}
    assert server.kinds() == sorted(["Patient", *KEYS.values()])


def test_the_server_is_asked_as_the_templates_say_with_the_token_and_nothing_else(server: FhirDouble) -> None:
    answered(server, order_select(draft()))
    templates = cds().default_site.searches
    expected = {f"/fhir/{query}".replace("{{context.patientId}}", PATIENT) for query in templates.values()}
    assert {asked.target.replace("%7C", "|") for asked in server.asked} == expected
    for asked in server.asked:
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        assert asked.headers["Accept"] == "application/fhir+json"
        assert "Cookie" not in asked.headers
        assert asked.headers["Host"] == f"127.0.0.1:{server.port}"


def test_without_an_authorization_the_server_is_asked_without_a_token(server: FhirDouble) -> None:
    body = {**order_select(draft()), "fhirServer": server.url}
    (card,) = cards_of(call(ORDER_SELECT, body, allow_loopback_fhir=True, budget_ms=5000))
    assert outcomes(card)["A"] == "met"
    assert not any("Authorization" in asked.headers for asked in server.asked)


def test_a_base_url_may_end_in_a_slash(server: FhirDouble) -> None:
    body = {**asking(server, order_select(draft())), "fhirServer": f"{server.url}/"}
    (card,) = cards_of(call(ORDER_SELECT, body, allow_loopback_fhir=True, budget_ms=5000))
    assert gaps(card) == {}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="null"),
        pytest.param(searchset(), id="an empty searchset"),
        pytest.param(searchset(diagnosis()), id="a searchset"),
        pytest.param({"resourceType": "Bundle", "type": "collection"}, id="a collection"),
        pytest.param(operation_outcome(), id="an OperationOutcome"),
        pytest.param(7, id="a number"),
    ],
)
def test_a_key_that_the_client_answered_is_not_asked_again(
    server: FhirDouble, key: str, state: object
) -> None:
    answered(server, order_select(draft(), prefetch={**prefetched(*adult()), key: state}))
    assert server.asked == []


@pytest.mark.parametrize("key", ["patient", *KEYS])
def test_the_one_absent_key_is_the_one_that_is_asked(server: FhirDouble, key: str) -> None:
    (card,) = answered(server, order_select(draft(), prefetch=without(key)))
    assert server.kinds() == [KEYS.get(key, "Patient")]
    assert gaps(card) == {}
    assert set(outcomes(card).values()) == {"met"}


def test_an_order_that_is_not_ours_asks_for_nothing(server: FhirDouble) -> None:
    assert answered(server, order_select(draft("H2014"))) == []
    assert answered(server, order_sign(draft("H2014"))) == []
    assert server.asked == []


# --- what comes back ------------------------------------------------------------------------------
def found(*resources: Json, next_url: str = "") -> Reply:
    """A searchset as the answer."""
    return answering(searchset(*resources, next_url=next_url))


HERE = diagnosis()
LATIN_1 = json.dumps({**searchset(HERE), "note": "?"}).encode().replace(b"?", b"\xe9")
SKIPPED = json.dumps(searchset({**HERE, "text": {"div": "?"}})).encode().replace(b"?", b"\xff")
KEPT_RAW = json.dumps(searchset({**HERE, "category": [{"text": "?"}]})).encode().replace(b"?", b"\xff")
NOISE = resource("Condition", "of-no-code")
UNREAD = resource("Basic", "b")
OUTCOME_ENTRY = {"resource": operation_outcome("informational"), "search": {"mode": "outcome"}}


def honest(exchange: Exchange) -> None:
    """The adult's diagnosis."""
    exchange.json(searchset(HERE))


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
    """A row for an error status, with a body that would be right."""
    reply = answering(searchset(HERE), status)
    asked = 2 if status == 400 else 1  # once more without the order, which not every server knows
    return pytest.param(reply, asked, {CONDITIONS: f"the server answered {status}"}, id=str(status))


NOT_HAD: list[Any] = [
    *(refused(status) for status in (201, 204, 206, 304, 400, 401, 403, 404, 410, 429, 500, 502, 503)),
    pytest.param(dropping(9, honest), 2, {CONDITIONS: REACHED}, id="a connection that is dropped twice"),
    pytest.param(breaking_off(9, honest), 2, {CONDITIONS: REACHED}, id="an answer that breaks off twice"),
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
        {CONDITIONS: REACHED},
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
    assert "Condition/dx-F31-9" in card["detail"], "the diagnosis is still shown"


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
    make: dict[str, Json] = {
        ORDER_SELECT: order_select(draft()),
        ORDER_SIGN: order_sign(draft()),
        PATIENT_VIEW: patient_view(),
    }
    settings = {"allow_loopback_fhir": True, "budget_ms": BUDGET_MS}
    response = call(service_id, asking(server, make[service_id]), **settings)
    assert response.status_code == 412
    assert response.get_json()["issue"][0]["expression"] == ["prefetch.patient"]


# --- pages ----------------------------------------------------------------------------------------
def page_of(*resources: Json, link: str) -> Reply:
    """A page with a next link that may hold the server's own address."""

    def reply(exchange: Exchange) -> None:
        url = link.format(url=exchange.server.double.url, port=exchange.server.double.port)
        exchange.json(searchset(*resources, next_url=url))

    return reply


def test_all_pages_are_read(server: FhirDouble) -> None:
    server.page_size = 8
    full = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=prefetched(*adult()))))
    cards = answered(server, order_select(draft()))
    assert determinations(cards) == determinations(full)
    assert gaps(cards[0]) == {}
    assert server.kinds().count("Observation") == 6, "17 Observations in pages of 8, for two keys"


@pytest.mark.parametrize(
    "link",
    [
        "{url}/Condition?patient=p1&_offset=0",
        "Condition?patient=p1&_offset=0",
        "/fhir/Condition?patient=p1&_offset=0",
        "http://127.0.0.1:{port}/fhir/Condition?patient=p1",
    ],
)
def test_the_first_page_that_the_client_sent_is_completed(server: FhirDouble, link: str) -> None:
    url = link.format(url=server.url, port=server.port)
    sent = {**without("conditions"), "conditions": searchset(NOISE, next_url=url)}
    (card,) = answered(server, order_select(draft(), prefetch=sent))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {}
    assert server.kinds() == ["Condition"]


def test_a_first_page_that_cannot_be_completed_is_used_and_reported(server: FhirDouble) -> None:
    server.replies["Condition"] = answering(operation_outcome(), 410)
    sent = {**without("conditions"), "conditions": searchset(HERE, next_url=f"{server.url}/Condition?page=2")}
    (card,) = answered(server, order_select(draft(), prefetch=sent))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: "the server answered 410"}


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{other}/fhir/Condition?patient=p1",
        "//127.0.0.1:{other}/fhir/Condition?patient=p1",
        "https://127.0.0.1:{port}/fhir/Condition",
        "http://localhost:{port}/fhir/Condition",
        "http://127.0.0.1:{port}@127.0.0.1:{other}/fhir/Condition",
        "http://token@127.0.0.1:{port}/fhir/Condition",
        "http://127.0.0.1:{port}/fhir\\..\\Condition",
        "ftp://127.0.0.1:{port}/fhir/Condition",
        "file:///etc/passwd",
        "http://[",
        "http://127.0.0.1:99999/fhir",
        "http://127.0.0.1:{port}/fhir/Condition#part",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("sent", [True, False], ids=["in the prefetch", "from the server"])
def test_a_next_link_that_leaves_the_server_is_not_followed(
    server: FhirDouble, elsewhere: FhirDouble, link: str, sent: bool
) -> None:
    url = link.format(port=server.port, other=elsewhere.port)
    first_page = searchset(HERE, next_url=url)
    server.replies["Condition"] = answering(first_page)
    prefetch = {**without("conditions"), **({"conditions": first_page} if sent else {})}
    (card,) = answered(server, order_select(draft(), prefetch=prefetch))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: LEAVES}
    assert server.kinds() == ([] if sent else ["Condition"])
    assert elsewhere.asked == []


def test_pages_without_end_are_read_up_to_a_limit(server: FhirDouble) -> None:
    server.replies["Condition"] = page_of(HERE, link="{url}/Condition?page=next")
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: "only the first 20 pages were read"}
    assert server.kinds() == ["Condition"] * 20


def test_resources_without_end_are_read_up_to_a_limit(server: FhirDouble) -> None:
    many = [{"resourceType": "Condition", "id": str(number)} for number in range(2600)]
    server.replies["Condition"] = page_of(*many, link="{url}/Condition?page=next")
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert gaps(card) == {CONDITIONS: "only the first 5200 resources were read"}
    assert server.kinds() == ["Condition"] * 2


def test_what_all_pages_hold_together_is_limited(server: FhirDouble) -> None:
    padded = json.dumps(searchset(HERE, next_url=f"{server.url}/Condition?page=next")).encode()
    server.replies["Condition"] = answering(padded + b" " * (6 * 1024 * 1024))
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: "the server's answer is too long"}
    assert server.kinds() == ["Condition"] * 2


def test_a_later_page_that_fails_leaves_the_earlier_ones(server: FhirDouble) -> None:
    server.replies["Condition"] = page_of(HERE, link="{url}/Basic?page=2")
    server.replies["Basic"] = answering(operation_outcome(), 500)
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: "the server answered 500"}


def test_a_redirect_is_not_followed(server: FhirDouble, elsewhere: FhirDouble) -> None:
    for status in (301, 302, 303, 307, 308):
        for target in (f"{elsewhere.url}/Condition?patient={PATIENT}", f"{server.url}/Patient/{PATIENT}"):
            server.asked.clear()
            server.replies["Condition"] = answering(b"", status, Location=target)
            (card,) = answered(server, order_select(draft(), prefetch=without("conditions")))
            assert gaps(card) == {CONDITIONS: f"the server answered {status}"}
            assert server.kinds() == ["Condition"]
    assert elsewhere.asked == []


def test_a_cookie_of_the_server_is_not_sent_back(server: FhirDouble) -> None:
    server.replies["Condition"] = answering(
        searchset(HERE, next_url=f"{server.url}/CarePlan?patient={PATIENT}"), Set_Cookie="session=1; Path=/"
    )
    answered(server, order_select(draft(), prefetch=without("conditions")))
    assert server.kinds() == ["CarePlan", "Condition"]
    assert not any("Cookie" in asked.headers for asked in server.asked)


# --- which server may be asked --------------------------------------------------------------------
NOT_SENT = "the EHR did not send this"


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
    assert all(key in card["detail"] for key in KEYS)


def test_a_server_on_this_machine_is_not_asked_unless_that_is_set(server: FhirDouble) -> None:
    body = asking(server, order_select(draft(), prefetch=without("conditions")))
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
    body = asking(server, order_select(draft(), prefetch=without("conditions")))
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
    (card,) = for_client(client, asking(server, order_select(draft(), prefetch=without("conditions"))))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: LEAVES}
    assert server.kinds() == ["Condition"]


# --- patient-view asks in two steps ---------------------------------------------------------------
PROGRESS = [
    "CarePlan",
    "Condition",
    "Observation",
    "Observation",
    "Patient",
    "QuestionnaireResponse",
    "ServiceRequest",
]


def test_of_a_patient_in_no_service_only_what_tells_that_is_asked(server: FhirDouble) -> None:
    assert answered(server, patient_view()) == []
    assert server.kinds() == PROGRESS


def test_of_a_patient_in_a_service_everything_is_asked_once(server: FhirDouble) -> None:
    server.resources.append(plan_for("H2017"))
    full = cards_of(call(PATIENT_VIEW, patient_view(prefetched(*adult(), plan_for("H2017")))))
    cards = answered(server, patient_view())
    assert determinations(cards) == determinations(full)
    assert gaps(cards[0]) == {}
    assert server.kinds() == sorted(["Patient", *KEYS.values()])


def test_a_first_page_is_completed_once_though_there_are_two_steps(server: FhirDouble) -> None:
    server.page_size = 6
    server.resources.append(plan_for("H2017"))
    answered(server, patient_view())
    assert server.kinds().count("Observation") == 6, "17 in pages of 6, for two keys"
    server.asked.clear()
    link = f"{server.url}/Observation?patient={PATIENT}&_offset=0&category=survey"
    record = prefetched(patient(), diagnosis(), plan_for("H2017"))
    (card,) = answered(server, patient_view({**record, "observations": searchset(NOISE, next_url=link)}))
    assert gaps(card) == {}
    assert server.kinds() == ["Observation"] * 3


def test_a_problem_of_the_first_step_is_reported_once(server: FhirDouble) -> None:
    server.replies["Condition"] = answering(operation_outcome(), 500)
    server.resources.append(plan_for("H2017"))
    (card,) = answered(server, patient_view())
    listed = card["extension"]["com.criteria-cards.determination"]["gaps"]
    assert listed == [{"reference": CONDITIONS, "problem": "the server answered 500"}]
    assert server.kinds().count("Condition") == 1


def test_a_first_page_without_a_server_to_ask_is_reported_once() -> None:
    sent = {
        **prefetched(patient(), diagnosis(), plan_for("H2017")),
        "conditions": searchset(HERE, next_url="https://ehr.example/2"),
    }
    (card,) = cards_of(call(PATIENT_VIEW, patient_view(sent)))
    listed = card["extension"]["com.criteria-cards.determination"]["gaps"]
    assert listed == [{"reference": CONDITIONS, "problem": "the EHR sent only the first page"}]


# --- time -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("reply", [hanging, dripping, after(20, honest)])
def test_a_server_that_hangs_costs_the_budget_and_no_more(server: FhirDouble, reply: Reply) -> None:
    for kind in ASKED:
        server.replies[kind] = reply
    (card,) = answered(server, order_select(draft(), prefetch={"patient": patient()}), BUDGET_MS)
    assert gaps(card) == {f"prefetch/{key}": TOO_LATE for key in KEYS}


def test_one_search_that_hangs_leaves_the_others(server: FhirDouble) -> None:
    server.replies["Encounter"] = hanging
    (card,) = answered(server, order_select(draft()), BUDGET_MS)
    assert gaps(card) == {"prefetch/encounters": TOO_LATE}
    assert set(outcomes(card).values()) == {"met"}


def test_of_a_budget_that_the_first_step_of_patient_view_used_up_nothing_is_left_for_the_second(
    server: FhirDouble,
) -> None:
    server.resources.append(plan_for("H2017"))
    server.replies["Condition"] = hanging
    (card,) = answered(server, patient_view(), BUDGET_MS)
    assert gaps(card)["prefetch/conditions"] == TOO_LATE
    assert gaps(card)["prefetch/encounters"] == TOO_LATE


def test_pages_that_come_slowly_end_with_the_budget(server: FhirDouble) -> None:
    server.replies["Condition"] = after(0.12, page_of(HERE, link="{url}/Condition?page=next"))
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")), BUDGET_MS)
    assert gaps(card) == {CONDITIONS: TOO_LATE}


def test_nobody_listening_is_noticed_before_the_budget_is_used_up(server: FhirDouble) -> None:
    with FhirDouble() as gone:
        pass
    (card,) = answered(gone, order_select(draft(), prefetch=without("conditions")), budget_ms=5000)
    assert gaps(card) == {CONDITIONS: REACHED}


ALL_BUT_EIGHT: Json = {"goals": None, "documents": None, "encounters": None}


def eight_under_way_together(server: FhirDouble, budget_ms: int) -> None:
    """Make a request of which each of eight searches waits for the seven others."""
    together = threading.Barrier(8)

    def held(exchange: Exchange) -> None:
        together.wait(10)
        server.search(exchange)

    server.replies = dict.fromkeys(ASKED, held)
    (card,) = answered(server, order_select(draft(), prefetch=ALL_BUT_EIGHT), budget_ms)
    assert gaps(card) == {}
    assert len(server.asked) == 8


def test_eight_searches_are_under_way_together(server: FhirDouble) -> None:
    eight_under_way_together(server, budget_ms=5000)


def test_after_the_answer_nothing_more_is_asked(server: FhirDouble, elsewhere: FhirDouble) -> None:
    answer_given = threading.Event()
    page = page_of(HERE, link="{url}/Condition?page=next")
    server.replies = dict.fromkeys(ASKED, waiting_for(answer_given, page))
    (card,) = answered(server, order_select(draft(), prefetch={"patient": patient()}), budget_ms=1000)
    assert gaps(card) == {f"prefetch/{key}": TOO_LATE for key in KEYS}
    asked = list(server.asked)
    assert len(asked) == len(KEYS)
    answer_given.set()

    # Eight further searches under way together need all threads: none is left with the first request's.
    eight_under_way_together(elsewhere, budget_ms=1000)
    assert server.asked == asked


@pytest.mark.parametrize("reply", [hanging, dripping])
def test_a_request_is_not_kept_waiting_by_the_one_before(
    server: FhirDouble, elsewhere: FhirDouble, reply: Reply
) -> None:
    server.replies = dict.fromkeys(ASKED, reply)
    answered(server, order_select(draft(), prefetch={"patient": patient()}), budget_ms=1000)
    eight_under_way_together(elsewhere, budget_ms=1000)


def test_nothing_of_one_request_is_used_for_the_next(server: FhirDouble) -> None:
    body = order_select(draft(), prefetch=without("conditions"))
    (card,) = answered(server, body)
    assert outcomes(card)["A"] == "met"
    server.resources = [each for each in server.resources if each["resourceType"] != "Condition"]
    (card,) = answered(server, body)
    assert outcomes(card)["A"] == "unknown"
    assert server.kinds() == ["Condition"] * 2


def test_answers_found_on_the_server_count_like_those_sent(server: FhirDouble) -> None:
    server.resources.append(observation("calocus-composite", {"valueInteger": 20}))
    server.resources.append(observation("spmi-present", {"valueBoolean": False}, of="p2"))
    (card,) = answered(server, order_select(draft(), prefetch=without("criteriaInputs", "observations")))
    assert set(outcomes(card).values()) == {"met"}
