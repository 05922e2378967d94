"""nginx with the shipped configuration: no request is lost while replicas restart; errors in the one form."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.service.application import CALL
from tests.service.server.restarting import (
    BODY,
    JSON,
    NO_LIMIT,
    Caller,
    Replica,
    answered_meanwhile,
    not_answered,
    replace_workers,
)
from tests.support.running.client import HOST
from tests.support.running.nginx import PROGRAM, Nginx, fronted
from tests.support.running.process import free_port
from tests.support.running.waiting import PATIENCE

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no nginx on this machine")


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[list[Replica]]:
    """Two services that run."""
    both = [Replica(tmp_path / name) for name in ("one", "other")]
    for each in both:
        each.start()
    yield both
    for each in both:
        each.close()


@pytest.fixture
def callers(tmp_path: Path, replicas: list[Replica]) -> Iterator[list[Caller]]:
    """Four callers by way of a front, two of which keep their connection."""
    with fronted(tmp_path, [each.port for each in replicas], **NO_LIMIT) as front, ExitStack() as stack:
        yield [stack.enter_context(Caller(front, fresh)) for fresh in (False, False, True, True)]


def test_a_rolling_restart_loses_no_request(replicas: list[Replica], callers: list[Caller]) -> None:
    for each in replicas:
        answered_meanwhile(callers)
        assert each.service.stop() == 0
        answered_meanwhile(callers)
        each.start()
    answered_meanwhile(callers)
    assert not not_answered(callers)


def test_replacing_the_workers_of_each_replica_loses_no_request(
    replicas: list[Replica], callers: list[Caller]
) -> None:
    for each in replicas:
        answered_meanwhile(callers)
        replace_workers(each.service)
    answered_meanwhile(callers)
    assert not not_answered(callers)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """A front whose replicas are both away."""
    with fronted(tmp_path_factory.mktemp("front"), [free_port(), free_port()]) as front:
        yield front


@pytest.mark.parametrize(
    ("method", "path", "headers", "length", "status", "code", "retry_after"),
    [
        pytest.param("POST", CALL, JSON, 10, 502, "transient", "10", id="no replica can be reached"),
        pytest.param("GET", "/metrics", {}, 0, 404, "not-found", None, id="what is for the operator"),
        pytest.param("POST", CALL, JSON, 12 << 20, 413, "too-long", None, id="a body too long"),
        pytest.param("GET", "/" + "a" * 9_000, {}, 0, 414, "processing", None, id="a path too long"),
        pytest.param("GET", "/", {"X": "a" * 9_000}, 0, 400, "processing", None, id="a header too long"),
        pytest.param("GET", "/%zz", {}, 0, 400, "processing", None, id="a path that is none"),
    ],
)
def test_an_error_of_the_front_is_an_operation_outcome(
    alone: Nginx,
    method: str,
    path: str,
    headers: dict[str, str],
    length: int,
    status: int,
    code: str,
    retry_after: str | None,
) -> None:
    with closing(alone.connection()) as connection:
        connection.putrequest(method, path)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            connection.putheader(name, value)
        connection.endheaders(b" " * min(length, 10))
        answer = connection.getresponse()
        content = json.loads(answer.read())
    assert (answer.status, content["resourceType"]) == (status, "OperationOutcome")
    assert content["issue"][0]["code"] == code
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Retry-After"] == retry_after
    assert answer.headers["Server"] == "nginx", "and no version"


def test_too_many_calls_are_told_so_in_the_same_form(tmp_path: Path) -> None:
    changes = {"rate=50r/s": "rate=1r/m", "burst=200": "burst=1"}
    with (
        fronted(tmp_path, [free_port()], **changes) as front,
        closing(front.connection()) as connection,
    ):
        for _ in range(4):
            connection.request("POST", CALL, b"{}", JSON)
            answer = connection.getresponse()
            content = json.loads(answer.read())
    assert (answer.status, content["issue"][0]["code"]) == (429, "throttled")
    assert answer.headers["Retry-After"] == "1"


def test_what_was_sent_to_a_replica_is_not_sent_to_another(tmp_path: Path) -> None:
    """Two replicas that take a request and vanish: one of them got it."""
    taken: list[bytes] = []
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server((HOST, 0))) for _ in range(2)]
        for each in listeners:
            threading.Thread(target=take_and_vanish, args=(each, taken), daemon=True).start()
        front = stack.enter_context(fronted(tmp_path, [each.getsockname()[1] for each in listeners]))
        connection = stack.enter_context(closing(front.connection()))
        connection.request("POST", CALL, BODY, JSON)
        assert connection.getresponse().status == 502
    assert len(taken) == 1


def take_and_vanish(listener: socket.socket, taken: list[bytes]) -> None:
    """Take what comes on each connection and end it."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(PATIENCE)
            taken.append(connection.recv(1 << 16))
