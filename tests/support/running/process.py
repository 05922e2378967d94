"""Starts a server as a process of its own, waits until it answers, and ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.running.client import HOST, Connection
from tests.support.running.waiting import PATIENCE, until


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def answers(port: int, path: str) -> bool:
    """Whether somebody listens there, and answers a GET."""
    try:
        with Connection(port) as connection:
            return connection.get(path).status == 200
    except OSError:
        return False


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    path: str,
    log: Path,
    env: Mapping[str, str] | None = None,
    seconds: float = PATIENCE,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process group of its own, from its first answer on a path until the block ends.

    It runs in the folder of its log.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            cwd=log.parent,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    try:
        until(lambda: answers(port, path), f"it answers: {log}", lambda: process.poll() is not None, seconds)
        yield process
    finally:
        _end(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that was started here, and all it started, without warning."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        kill(process)
