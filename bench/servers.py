"""Starts and stops what is measured: the service as production runs it, the naive build, the floors."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, NamedTuple

from bench.processes import worker_of
from bench.trees import OURS, Tree
from tests.support.running.client import HOST
from tests.support.running.process import free_port
from tests.support.running.processes import children

SERVICE = "/cds-services/criteria-order-select"
NAIVE = "/cds-services/naive"
_CONNECTIONS = "512"
_PATIENCE = 30.0


class Server(NamedTuple):
    """A server that listens: its port, its path, the process that works for it, and all that do."""

    port: int
    path: str
    worker: int | None
    workers: tuple[int, ...]


@contextmanager
def service(
    settings: Mapping[str, str] | None = None, workers: int = 1, tree: Tree = OURS
) -> Iterator[Server]:
    """A tree's console command, from its start until the block ends.

    Raises:
        RuntimeError: when it does not start.
    """
    with tempfile.TemporaryDirectory() as data:
        changed = {"CRITERIA_CARDS_DATA": data, **(settings or {})}
        with _started(tree, (*tree.command, "serve"), changed, workers) as (port, pid):
            yield Server(port, SERVICE, worker_of(pid), tuple(children(pid)))


@contextmanager
def naive(workers: int = 1) -> Iterator[Server]:
    """The naive build, served by the service's server with as many threads.

    Raises:
        RuntimeError: when it does not start.
    """
    with _started(OURS, _granian("bench.naive:app"), {}, workers) as (port, pid):
        yield Server(port, NAIVE, worker_of(pid), tuple(children(pid)))


@contextmanager
def same_server(answer_bytes: int) -> Iterator[Server]:
    """The floor on the service's server, with as many threads, whose answer is so long.

    Raises:
        RuntimeError: when it does not start.
    """
    with _started(OURS, _granian("bench.same_server:app"), {}) as (port, pid):
        yield Server(port, f"/{answer_bytes}", worker_of(pid), tuple(children(pid)))


@contextmanager
def raw_socket() -> Iterator[Server]:
    """The floor without a server, in a process of its own."""
    command = (OURS.python, "-m", "bench.raw_socket")
    process = subprocess.Popen(command, cwd=OURS.root, stdout=subprocess.PIPE)  # noqa: S603  # our own
    try:
        port = int(process.stdout.readline()) if process.stdout else 0
        yield Server(port, "/", process.pid, (process.pid,))
    finally:
        _stop(process)


def _granian(target: str) -> tuple[str, ...]:
    served = ("--interface", "wsgi", "--http", "1")
    threads = ("--blocking-threads", _CONNECTIONS, "--backpressure", _CONNECTIONS)
    return OURS.python, "-m", "granian", *served, *threads, target


@contextmanager
def _started(
    tree: Tree, command: tuple[str, ...], settings: Mapping[str, str], workers: int = 1
) -> Iterator[tuple[int, int]]:
    """A server's port and main process, once a worker listens."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603  # our own command with fixed arguments
            [*command, "--host", HOST, "--port", str(port), "--workers", str(workers)],
            env=tree.environment(settings),
            cwd=tree.root,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_ready(process, port, log)
            yield port, process.pid
        finally:
            _stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    """Wait for a worker without calling the application, whose first request is to be timed.

    What is no HTTP is refused by the server itself, as soon as a worker listens.
    """
    deadline = time.monotonic() + _PATIENCE
    while not _refuses_nonsense(port):
        if process.poll() is not None or time.monotonic() > deadline:
            said = os.pread(log.fileno(), 1 << 16, 0).decode(errors="replace")
            raise RuntimeError(f"the server did not start:\n{said}")
        time.sleep(0.01)


def _refuses_nonsense(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(b"?\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 400")
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
