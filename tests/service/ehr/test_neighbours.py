"""FHIR servers that hang or drip: they take their own callers' time, and nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.application import CALL, application
from tests.service.ehr.asking import ASKED, TOO_LATE, answered, asking, without
from tests.support.cards import cards_of, gaps
from tests.support.fhir import Json, patient
from tests.support.fhir_server import Exchange, FhirDouble, Reply, dripping, hanging, waiting_for
from tests.support.hook_calls import KEYS, draft, order_select
from tests.support.running.waiting import until

LATE_IN_A_ROW = 22
EVERYTHING = order_select(draft())
ALL_BUT_THE_PATIENT = order_select(draft(), prefetch={"patient": patient()})
LATE = {f"prefetch/{key}": TOO_LATE for key in KEYS}


def dripping_headers(exchange: Exchange) -> None:
    """An answer whose headers never end."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not exchange.server.double.closing.wait(0.01):
        exchange.wfile.write(b"X-More: 1\r\n")


@contextmanager
def calls_at_once(number: int, server: FhirDouble) -> Iterator[list[Future[list[Json]]]]:
    """So many calls under way with a server."""
    with ThreadPoolExecutor(number) as pool:
        yield [pool.submit(answered, server, ALL_BUT_THE_PATIENT, 5000) for _ in range(number)]


@pytest.mark.parametrize("trouble", [hanging, dripping, dripping_headers])
def test_a_neighbour_takes_nothing_from_others(
    server: FhirDouble, elsewhere: FhirDouble, trouble: Reply
) -> None:
    server.replies = dict.fromkeys(ASKED, trouble)
    with calls_at_once(4, server) as theirs:
        until(lambda: len(server.asked) >= 2 * LATE_IN_A_ROW - 4, "all of their searches are under way")
        (card,) = answered(elsewhere, EVERYTHING, 5000)
        assert gaps(card) == {}
        assert not any(each.done() for each in theirs)
        server.__exit__()
    assert len(elsewhere.asked) == len(KEYS) + 1


def test_an_answer_whose_headers_drip_costs_the_budget_and_no_more(server: FhirDouble) -> None:
    server.replies["Condition"] = dripping_headers
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")), 300)
    assert gaps(card) == {"prefetch/conditions": TOO_LATE}


def test_many_calls_at_once_have_all_their_searches_under_way_together(server: FhirDouble) -> None:
    everybody = threading.Barrier(8 * len(KEYS))

    def held(exchange: Exchange) -> None:
        everybody.wait(20)
        server.search(exchange)

    server.replies = dict.fromkeys(ASKED - {"Patient"}, held)
    with calls_at_once(8, server) as calls:
        found = [gaps(card) for call in calls for card in call.result()]
    assert found == [{}] * 8


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A service that knows nothing yet of any server."""
    return application(tmp_path, site="", budget_ms=5000)


@pytest.fixture
def hurried(client: FlaskClient, tmp_path: Path) -> FlaskClient:
    """The same, for calls that have little time."""
    other = application(tmp_path, site="", budget_ms=200)
    other.application.extensions["cds"].completer = client.application.extensions["cds"].completer
    return other


def told(client: FlaskClient, server: FhirDouble) -> Any:
    """What is lacking of a call that asks for everything."""
    (card,) = cards_of(client.post(CALL, json=asking(server.url, ALL_BUT_THE_PATIENT)))
    return gaps(card)


def readiness(client: FlaskClient) -> Any:
    return client.get("/readyz").get_json()["checks"]["FHIR servers"]


def test_a_server_that_is_late_for_all_is_told_until_it_is_not(
    client: FlaskClient, hurried: FlaskClient, server: FhirDouble
) -> None:
    assert readiness(client) == {"status": "ok"}
    server.replies = dict.fromkeys(ASKED, hanging)
    for _ in range(3):
        assert told(hurried, server) == LATE
    assert readiness(client) == {"status": "degraded", "problem": "1 of them answers nobody in time"}
    server.replies = {}
    assert told(client, server) == {}
    assert readiness(client) == {"status": "ok"}


def test_a_server_that_answers_one_search_of_each_call_is_not_late_for_all(
    tmp_path: Path, server: FhirDouble
) -> None:
    client = application(tmp_path, site="", budget_ms=1000)
    server.replies = dict.fromkeys(ASKED - {"Condition"}, hanging)
    for _ in range(3):
        assert told(client, server) == {key: LATE[key] for key in LATE if key != "prefetch/conditions"}
    assert len(server.asked) > LATE_IN_A_ROW
    assert readiness(client) == {"status": "ok"}


def test_a_server_that_is_late_for_all_is_tried_by_one_call_and_the_next_is_answered_at_once(
    client: FlaskClient, hurried: FlaskClient, server: FhirDouble
) -> None:
    ends = threading.Event()
    server.replies = dict.fromkeys(ASKED, hanging)
    for _ in range(3):
        assert told(hurried, server) == LATE
    asked = len(server.asked)
    server.replies = dict.fromkeys(ASKED, waiting_for(ends, server.search))
    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(told, client, server)
        until(lambda: len(server.asked) == asked + len(KEYS), "one call tries it")
        lacking = told(client, server)
        assert not trying.done()
        ends.set()
        assert trying.result() == {}
    assert lacking == LATE
    assert len(server.asked) == asked + len(KEYS)
