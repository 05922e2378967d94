"""The connections to a chart, on which a request meets a fault or is answered."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, NamedTuple, Protocol


class Answered(NamedTuple):
    """An answer of the chart, not yet sent."""

    status: int
    body: Any = b""
    headers: tuple[tuple[str, str], ...] = ()


Done = Callable[[], Answered]
Fault = Callable[["Connection", Done], Answered | None]
"""Given a connection and what would do the work, an answer in place of the honest one; None closes it."""


class Connection(BaseHTTPRequestHandler):
    """One connection to the chart."""

    protocol_version = "HTTP/1.1"
    server: Connections

    def _serve(self) -> None:
        chart = self.server.chart
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        chart.asked.append((self.command, self.path))
        chart.tokens.add(self.headers.get("Authorization", ""))
        fault = chart.next_fault(self.command)
        answer = fault(self, lambda: chart.answer(self.command, self.path, dict(self.headers), body))
        if answer is None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _send(self, answer: Answered) -> None:
        octets = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in (("Content-Length", str(len(octets))), *answer.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class Answering(Protocol):
    """What answers, and notes what it was asked."""

    asked: list[tuple[str, str]]
    tokens: set[str]
    closing: Event

    def next_fault(self, method: str) -> Fault:
        """What the next request meets."""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answered:
        """The honest answer."""


class Connections(ThreadingHTTPServer):
    """The server of a chart."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, chart: Answering) -> None:
        self.chart = chart
        super().__init__(("127.0.0.1", 0), Connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""
