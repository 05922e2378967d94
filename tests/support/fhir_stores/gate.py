"""A gate before a FHIR server: it asks for tokens, notes what passes, and fails when it is told to.

What passes is not changed. A fault strikes the next requests of a kind, so many
times: before the server has heard of them, or after it has done them.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.support.bundles import operation_outcome
from tests.support.fhir import Json
from tests.support.fhir_stores.scopes import Grant, refused

TIMEOUT_SECONDS = 60
_PASSED_ON = ("accept", "content-type", "if-none-exist", "if-match", "if-none-match", "prefer")
_HOP = ("transfer-encoding", "connection", "content-length", "server", "date", "keep-alive")


class Passed(NamedTuple):
    """A request that came to the gate, and the status that its client got; 0 for no answer."""

    method: str
    target: str
    """Path below the base URL, and query."""
    body: bytes
    headers: Mapping[str, str]
    status: int


Fault = Callable[["Exchange"], int]
"""What becomes of a request instead; the status that its client got."""


class Gate:
    """Where clients find the FHIR server; open to all until `allows` is set."""

    def __init__(self) -> None:
        self.passed: list[Passed] = []
        self.documents: dict[str, Json] = {}
        """What it answers itself, by path below the base URL."""
        self.allows: Callable[[str], Grant | None] | None = None
        """What an access token grants; None for a token that is none."""
        self.target = 0
        """The port of the server behind it."""
        self._faults: list[tuple[str, str, Fault]] = []
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Gate:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base URL that clients know."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/fhir"

    @property
    def behind(self) -> str:
        """The base URL past the gate."""
        return f"http://127.0.0.1:{self.target}/fhir"

    def fail(self, fault: Fault, method: str = "POST", kind: str = "", times: int = 1) -> None:
        """Let a fault strike the next requests of a method; of a resource type alone where one is named."""
        with self._lock:
            self._faults += [(method, kind, fault)] * times

    def mend(self) -> None:
        """Take back the faults that have not struck yet."""
        with self._lock:
            self._faults.clear()

    def as_new(self) -> None:
        """Open to all, with no fault to come, no document of its own and nothing passed yet."""
        self.mend()
        self.allows = None
        self.documents.clear()
        self.passed.clear()

    def struck(self, method: str, kind: str) -> Fault | None:
        """The fault for a request, once."""
        with self._lock:
            for n, (of, named, _) in enumerate(self._faults):
                if of == method and named in ("", kind):
                    return self._faults.pop(n)[2]
        return None

    def written(self) -> Iterator[Passed]:
        """The requests that were to write something."""
        return (
            each
            for each in tuple(self.passed)
            if each.method in ("POST", "PUT") and "_search" not in each.target
        )


class Exchange(BaseHTTPRequestHandler):
    """One connection at the gate."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Pass on, fail or refuse; note which."""
        gate = self.server.gate
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.below = self.path.removeprefix("/fhir").lstrip("/")
        kind = urlsplit(self.below).path.partition("/")[0]
        fault = gate.struck(self.command, kind)
        status = fault(self) if fault else self._answer(gate)
        gate.passed.append(Passed(self.command, self.below, self.body, dict(self.headers), status))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET

    def _answer(self, gate: Gate) -> int:
        if (document := gate.documents.get(urlsplit(self.below).path)) is not None:
            return self.send(200, json.dumps(document).encode())
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if gate.allows and (no := refused(gate.allows(token), self.command, self.below, self.body)):
            return self.send(*no)
        return self.send(*self.forwarded())

    def forwarded(self) -> tuple[int, bytes, dict[str, str]]:
        """What the server behind the gate answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.gate.target, timeout=TIMEOUT_SECONDS)
        try:
            told = {name: value for name, value in self.headers.items() if name.lower() in _PASSED_ON}
            connection.request(self.command, self.path, self.body or None, told)
            answer = connection.getresponse()
            headers = {
                name: value for name, value in answer.getheaders() if name.lower() not in (*_HOP, "etag")
            }
            headers |= {"ETag": tag} if (tag := answer.getheader("ETag")) else {}
            return answer.status, answer.read(), headers
        finally:
            connection.close()

    def send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> int:
        """A whole answer; its status."""
        stated = {"Content-Type": "application/fhir+json", "Access-Control-Allow-Origin": "*"}
        self.send_response(status)
        for name, value in {**stated, **(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)
        return status

    def drop(self) -> int:
        """Close the connection without another byte."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        return 0

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        super().__init__(("127.0.0.1", 0), Exchange)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""


# --- faults ---------------------------------------------------------------------------------------
def refusing(status: int) -> Fault:
    """The server answers with an error, and does nothing."""
    outcome = json.dumps(operation_outcome("transient")).encode()
    return lambda exchange: exchange.send(status, outcome)


def lost_before(exchange: Exchange) -> int:
    """The connection ends before the server has heard of the request."""
    return exchange.drop()


def lost_after(exchange: Exchange) -> int:
    """The server does what it was asked, and its answer is lost on the way."""
    exchange.forwarded()
    return exchange.drop()
