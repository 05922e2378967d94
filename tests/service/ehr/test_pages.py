"""The pages of a search: all are read, up to a limit, and none from anywhere else."""

from __future__ import annotations

import json

import pytest

from tests.service.ehr.asking import CONDITIONS, HERE, LEAVES, NOISE, answered, page_of, without
from tests.support.application import call
from tests.support.bundles import operation_outcome, searchset
from tests.support.cards import cards_of, determinations, gaps, outcomes
from tests.support.fhir import PATIENT
from tests.support.fhir_server import FhirDouble, answering
from tests.support.hook_calls import ORDER_SELECT, adult, draft, order_select, prefetched


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
