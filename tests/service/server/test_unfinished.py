"""Requests that never become whole: they are ended in seconds, make room for others, and hold up no stop."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from service.server.unfinished import MAX_CONNECTIONS
from tests.service.application import CALL, request
from tests.service.server.test_stopping import SlowEhr, asking_slowly
from tests.support.listeners import listening
from tests.support.running.client import Connection, head
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

BODY = json.dumps(request()).encode()
HALF_A_LINE = b"POST /cds-ser"
HALF_A_HEADER = head(CALL, 10)[:-10]
MORE_THAN_A_TICK = 20
"""Requests meanwhile, after which Linux tells two moments apart: its clock ticks every 10 ms or oftener."""
WELL_BELOW_THE_KILL_SECONDS = 15
"""A worker that does not end is killed after 25 s."""

UNFINISHED = {"nothing": b"", "half a request line": HALF_A_LINE, "half a header": HALF_A_HEADER}
unfinished = pytest.mark.parametrize("sent", UNFINISHED.values(), ids=list(UNFINISHED))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("unfinished"), arguments=("--workers", "1")) as service:
        yield service


@contextmanager
def opened(service: Served, count: int, sent: bytes) -> Iterator[list[Connection]]:
    """So many connections on which something was sent."""
    with ExitStack() as stack:
        connections = [stack.enter_context(Connection(service.port)) for _ in range(count)]
        for each in connections:
            each.send(sent)
        yield connections


def is_ended(connection: Connection) -> bool:
    """Whether the server ends a connection, without an answer; it waits for that."""
    try:
        connection.receive()
    except ConnectionError:
        return True
    return False


def test_connections_without_a_whole_request_are_ended_and_one_that_rests_is_kept(service: Served) -> None:
    with ExitStack() as stack:
        resting, later = (stack.enter_context(Connection(service.port)) for _ in range(2))
        assert (resting.post(CALL, BODY).status, later.post(CALL, BODY).status) == (200, 200)
        for _ in range(MORE_THAN_A_TICK):
            assert service.post(CALL, BODY).status == 200
        later.send(HALF_A_LINE)
        waiting = {
            name: stack.enter_context(opened(service, 1, sent))[0] for name, sent in UNFINISHED.items()
        }
        waiting["half a request line after an answered request"] = later
        assert {name: is_ended(each) for name, each in waiting.items()} == dict.fromkeys(waiting, True)
        assert resting.post(CALL, BODY).status == 200


@unfinished
def test_more_of_them_than_there_are_places_leave_the_next_caller_served(
    service: Served, sent: bytes
) -> None:
    before = service.workers
    with opened(service, MAX_CONNECTIONS + 200, sent):
        assert service.post(CALL, BODY, seconds=WELL_BELOW_THE_KILL_SECONDS).status == 200
    assert service.workers == before


def test_resting_connections_that_take_every_place_make_room(service: Served) -> None:
    with ExitStack() as stack:
        for _ in range(MAX_CONNECTIONS):
            assert stack.enter_context(Connection(service.port)).get("/healthz").status == 200
        assert service.post(CALL, BODY, seconds=WELL_BELOW_THE_KILL_SECONDS).status == 200


def test_among_them_a_request_that_is_worked_on_is_answered(tmp_path: Path) -> None:
    slow = SlowEhr()
    with listening(slow.answer) as ehr, served(tmp_path, {"BUDGET_MS": "5000"}) as service:
        with asking_slowly(service, ehr) as answers, opened(service, MAX_CONNECTIONS, HALF_A_LINE) as halves:
            assert is_ended(halves[0])
            slow.may_answer.set()
        assert [answer.status for answer in answers] == [200]


def stopped(service: Served) -> None:
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(WELL_BELOW_THE_KILL_SECONDS) == 0


def replaced(service: Served) -> None:
    before = set(service.workers)
    service.process.send_signal(signal.SIGHUP)
    until(
        lambda: service.said.count("Stopped old worker") == len(before),
        "they are replaced",
        seconds=WELL_BELOW_THE_KILL_SECONDS,
    )
    assert not before & set(service.workers)


@unfinished
@pytest.mark.parametrize("end", [stopped, replaced])
def test_they_keep_no_worker_from_ending_by_itself(
    end: Callable[[Served], None], sent: bytes, tmp_path: Path
) -> None:
    with served(tmp_path, arguments=("--workers", "2")) as service, opened(service, 6, sent):
        assert service.post(CALL, BODY).status == 200
        end(service)
