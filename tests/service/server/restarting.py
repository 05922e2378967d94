"""Replicas that stop and start again behind nginx, and callers that go on calling meanwhile."""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.service.application import CALL, request
from tests.support.running.nginx import Nginx
from tests.support.running.process import free_port
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

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


def answered_meanwhile(callers: Sequence[Caller]) -> None:
    """Wait until each caller had some more answers."""
    before = [each.came.total() for each in callers]
    until(
        lambda: all(each.came.total() >= count + 5 for each, count in zip(callers, before, strict=True)),
        "each caller goes on",
    )


def replace_workers(service: Served) -> None:
    """Have both workers of a service replaced, and wait for that."""
    before = service.said.count("Stopped old worker")
    service.process.send_signal(signal.SIGHUP)
    until(lambda: service.said.count("Stopped old worker") == before + 2, "they are others")


def not_answered(callers: Sequence[Caller]) -> Counter[object]:
    """What came to callers that was no answer to their call."""
    came = sum((each.came for each in callers), Counter[object]())
    return Counter({what: count for what, count in came.items() if what != 200})
