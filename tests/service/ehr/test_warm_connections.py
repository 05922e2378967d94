"""Connections to listed servers are there before the first call, and after a pause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.ehr.fhir_server import FhirServer
from service.ehr.warm_connections import WarmConnections
from tests.service.ehr.asking import answered
from tests.support.application import cds
from tests.support.cards import gaps
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import draft, order_select
from tests.support.running.service import served
from tests.support.running.waiting import until

_EACH = 11


def entry(double: FhirDouble) -> dict[str, object]:
    """The server's entry in the clients' file."""
    return {"base": double.url, "private_address": True}


def listed(double: FhirDouble) -> FhirServer:
    """The server as an operator lists it."""
    return FhirServer.model_validate(entry(double))


@contextmanager
def warm(*servers: FhirServer, interval: float = 60) -> Iterator[None]:
    """Connections of the service under test to servers, kept until the block ends."""
    completer = cds(allow_loopback_fhir=True, budget_ms=5000).completer
    connections = WarmConnections(completer.client, dict.fromkeys(servers, _EACH), interval)
    connections.start(wait_seconds=10)
    yield
    connections.stop()


def all_searches_are_made(double: FhirDouble) -> bool:
    """Whether a call that needs all searches lacks nothing."""
    (card,) = answered(double, order_select(draft()))
    return gaps(card) == {} and len(double.asked) == _EACH


def test_the_searches_of_a_first_call_need_no_new_connection(server: FhirDouble) -> None:
    with warm(listed(server)):
        assert server.connections == _EACH
        assert all_searches_are_made(server)
        assert server.connections == _EACH


def test_nothing_but_what_is_open_to_everybody_is_asked_for(server: FhirDouble) -> None:
    with warm(listed(server)):
        assert server.heads == ["/fhir/metadata"] * _EACH
    assert server.asked == []


def test_the_same_connections_are_used_again_and_again(server: FhirDouble) -> None:
    with warm(listed(server), interval=0.01):
        until(lambda: len(server.heads) >= 3 * _EACH, "three rounds")
    assert server.connections == _EACH


def test_those_that_were_ended_meanwhile_are_made_anew(server: FhirDouble) -> None:
    with warm(listed(server), interval=0.05):
        server.cut_off()
        until(lambda: server.connections >= 2 * _EACH, "others were made")
        assert all_searches_are_made(server)


def test_a_server_that_is_dead_holds_up_no_other(server: FhirDouble) -> None:
    with FhirDouble() as gone:
        dead = listed(gone)
    with warm(dead, listed(server)):
        assert server.connections == _EACH


def test_a_worker_has_them_before_it_answers(server: FhirDouble, tmp_path: Path) -> None:
    ehr = registered(Ehr("ehr", "https://ehr.example"), tmp_path, fhir_servers=[entry(server)])
    settings = {"CLIENTS": str(clients_file(tmp_path, ehr)), "REQUIRE_TOKEN": "true"}
    with served(tmp_path, settings):
        assert server.connections == _EACH
