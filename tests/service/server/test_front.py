"""nginx with the shipped configuration: no request is lost while replicas restart; errors in the one form."""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from tests.service.application import CALL, request
from tests.support.running.client import HOST
from tests.support.running.nginx import PROGRAM, Nginx, fronted
from tests.support.running.process import free_port
from tests.support.running.service import Served, served
from tests.support.running.waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no nginx on this machine")

BODY = json.dumps(request()).encode()
JSON = {"Content-Type": "application/json"}
NO_LIMIT = {"rate=50r/s": "rate=100000r/s"}


class Caller:
    """Calls again and again by way of a front, on one connection or always a new one; counts what comes."""

    def __init__(self, front: Nginx, fresh: bool) -> None:
        self.came: Counter[object] = Counter()
        self._front = front
        self._fresh = fresh
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Caller:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        connection = self._front.connection()
        while not self._ended.is_set():
            if self._fresh:
                connection.close()
                connection = self._front.connection()
            try:
                connection.request("POST", CALL, BODY, JSON)
                answer = connection.getresponse()
                answer.read()
                self.came[answer.status] += 1
            except OSError as error:
                self.came[type(error).__name__] += 1
                connection.close()
        connection.close()


class Replica:
    """A service that can be stopped and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._stack = ExitStack()
        folder.mkdir()

    def start(self) -> Served:
        """Start it."""
        running = served(self._folder, arguments=("--workers", "2"), port=self.port)
        self.service = self._stack.enter_context(running)
        return self.service

    def close(self) -> None:
        """Stop it."""
        self._stack.close()


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[list[Replica]]:
    """Two services that run."""
    both = [Replica(tmp_path / name) for name in ("one", "other")]
    for each in both:
        each.start()
    yield both
    for each in both:
        each.close()


def answered_meanwhile(callers: list[Caller]) -> None:
    """Wait until each caller had some more answers."""
    before = [each.came.total() for each in callers]
    until(
        lambda: all(each.came.total() >= count + 5 for each, count in zip(callers, before, strict=True)),
        "each caller goes on",
    )


def are_replaced(service: Served) -> bool:
    """Whether both workers of a service were replaced."""
    return service.said.count("Stopped old worker") == 2


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
    assert {came for each in callers for came in each.came} == {200}


def test_replacing_the_workers_of_each_replica_loses_no_request(
    replicas: list[Replica], callers: list[Caller]
) -> None:
    for each in replicas:
        answered_meanwhile(callers)
        each.service.process.send_signal(signal.SIGHUP)
        until(partial(are_replaced, each.service), "they are others")
    answered_meanwhile(callers)
    assert {came for each in callers for came in each.came} == {200}


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
