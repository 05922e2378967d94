"""Runs `criteria-cards serve` as an operator would, on a loopback port, with all it keeps in one folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.operations.client import HOST, Answer, Connection
from tests.operations.processes import children

_ROOT = Path(__file__).parents[2]
_COMMAND = Path(sys.executable).with_name("criteria-cards")
_SETTINGS: Mapping[str, str] = {
    "SITE": "example-private",
    "ALLOW_AS_OF": "true",
    "REQUIRE_TOKEN": "false",
    "ALLOW_LOOPBACK_FHIR": "true",
    "DATABASE_URL": "",
}
_PATIENCE = 60.0

T = TypeVar("T")


class Served:
    """A service that runs: its main process, its port, and what it said."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.port}"

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return children(self.process.pid)

    @property
    def said(self) -> str:
        """What it logged so far."""
        return self._log.read_text(encoding="utf-8")

    def get(self, path: str) -> Answer:
        """The answer to a request on a connection of its own."""
        with Connection(self.port) as connection:
            return connection.get(path)

    def post(self, path: str, body: bytes, seconds: float = _PATIENCE) -> Answer:
        """The answer to a body on a connection of its own, which has to come within some seconds."""
        with Connection(self.port, seconds) as connection:
            return connection.post(path, body)

    def answers(self) -> bool:
        """Whether a worker listens and answers."""
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it, and wait for that; its exit status."""
        self.process.send_signal(by)
        return self.process.wait(timeout=_PATIENCE)


@contextmanager
def served(
    data: Path, settings: Mapping[str, str] | None = None, arguments: Sequence[str] = ()
) -> Iterator[Served]:
    """The service with some settings and arguments, until the block ends."""
    log = data / "log"
    port = _free_port()
    command = [str(_COMMAND), "serve", "--host", HOST, "--port", str(port), *arguments]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=_environment(data, settings or {}, port), cwd=_ROOT, stdout=said, stderr=said
        )
    service = Served(process, port, log)
    try:
        until(service.answers, f"it answers: {log}", lambda: process.poll() is not None)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(
    condition: Callable[[], T],
    what: str,
    hopeless: Callable[[], bool] = lambda: False,
    seconds: float = _PATIENCE,
) -> T:
    """Wait until a condition holds; what it gave then.

    Raises:
        AssertionError: when it does not hold in time, or never will.
    """
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        assert not hopeless(), f"never: {what}"
        time.sleep(0.02)
    return found


def _environment(data: Path, settings: Mapping[str, str], port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRITERIA_CARDS_")}
    given = {**_SETTINGS, "DATA": str(data / "data"), "PUBLIC_URL": f"http://{HOST}:{port}", **settings}
    return inherited | {f"CRITERIA_CARDS_{name}": value for name, value in given.items()}


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
