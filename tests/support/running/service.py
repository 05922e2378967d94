"""Runs `criteria-cards serve` as an operator would, on a loopback port, with all it keeps in one folder."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.running.client import HOST, Answer, Connection
from tests.support.running.process import answers, free_port, kill, running
from tests.support.running.processes import children
from tests.support.running.waiting import PATIENCE

COMMAND = Path(sys.executable).with_name("criteria-cards")
_SETTINGS: Mapping[str, str] = {
    "SITE": "example-private",
    "ALLOW_AS_OF": "true",
    "REQUIRE_TOKEN": "false",
    "ALLOW_LOOPBACK_FHIR": "true",
}
_OURS = {"DATABASE_URL": ""}
"""No database of whoever runs this is reached, also where no test does (tests/conftest.py)."""


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
        return self._log.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> Answer:
        """The answer to a request on a connection of its own."""
        with Connection(self.port) as connection:
            return connection.get(path)

    def post(self, path: str, body: bytes, seconds: float = PATIENCE) -> Answer:
        """The answer to a body on a connection of its own, which has to come within some seconds."""
        with Connection(self.port, seconds) as connection:
            return connection.post(path, body)

    def answers(self) -> bool:
        """Whether a worker listens and answers."""
        return answers(self.port, "/healthz")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it, and wait for that; its exit status."""
        self.process.send_signal(by)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """Kill all of it without warning."""
        kill(self.process)

    def kill_worker(self) -> None:
        """Kill a worker without warning."""
        os.kill(self.workers[-1], signal.SIGKILL)

    def limit_files(self, length: int) -> None:
        """Let no file of its workers grow beyond a length, as on a full disk; -1 for no limit."""
        for pid in self.workers:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))


@contextmanager
def served(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
    port: int | None = None,
) -> Iterator[Served]:
    """The service with some settings and arguments, until the block ends; its data is in `folder/data`."""
    port, log = port or free_port(), folder / "log"
    given = {
        **_SETTINGS,
        "DATA": str(folder / "data"),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        **(settings or {}),
    }
    env = _OURS | {f"CRITERIA_CARDS_{name}": value for name, value in given.items()}
    command = [str(COMMAND), "serve", "--host", HOST, "--port", str(port), *arguments]
    with running(command, port, "/healthz", log, env) as process:
        yield Served(process, port, log)
