"""The servers of the small EHR on this machine: its keys, and a FHIR server that breaks on demand.

A run's record is found by the access token that its request carries, and is gone when the run is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe

import msgspec

from service.samples.fhir import Json
from service.simulator.call import NamedServer
from service.simulator.chart import outcome, page_of
from service.simulator.recipe import Asked, Trouble

SLOW_SECONDS = 2.0
_JSON = "application/fhir+json"
_KEYS_PATH = "/jwks.json"


class _Held:
    """The record of a run, how its server behaves, and what it was asked."""

    def __init__(self, resources: Sequence[Json], trouble: Trouble, base: str) -> None:
        self.resources, self.trouble, self.base = resources, trouble, base
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self.began = time.monotonic()


class _Quiet(ThreadingHTTPServer):
    """Says nothing of a service that does not wait for its answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave it: the run tells how the service took it."""


class TroubleServer:
    """The server of one process; it starts to listen when it is made, and ends with the process.

    `keys` is the JWK set that it publishes.
    """

    def __init__(self, keys: bytes = b"{}") -> None:
        self._held: dict[str, _Held] = {}
        self._keys = keys
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        origin = f"http://127.0.0.1:{self._server.server_port}"
        self.base, self.keys_url = f"{origin}/fhir", f"{origin}{_KEYS_PATH}"
        threading.Thread(target=self._server.serve_forever, name="bench-fhir", daemon=True).start()

    @contextmanager
    def holding(
        self, resources: Sequence[Json], trouble: Trouble
    ) -> Iterator[tuple[NamedServer | None, list[Asked]]]:
        """Hold a record until the block ends: the server as a request names it, and what it is asked."""
        if trouble is Trouble.NOT_NAMED:
            yield None, []
            return
        token, held = token_urlsafe(24), _Held(resources, trouble, self.base)
        self._held[token] = held
        try:
            yield NamedServer(self.base, token), held.asked
        finally:
            del self._held[token]
            held.over.set()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        held_by, keys = self._held, self._keys

        class Handler(BaseHTTPRequestHandler):
            """One connection."""

            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body in one packet: in two, the second waits for an acknowledgment

            def do_GET(self) -> None:
                """Answer a read or a search, or break; publish the keys."""
                if self.path == _KEYS_PATH:
                    self._send(200, keys, len(keys))
                    return
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                held = held_by.get(token)
                query = self.path.removeprefix("/fhir/")
                at = (time.monotonic() - held.began) * 1000 if held else 0.0
                status, content, sent = _answered(held, query)
                if held:
                    held.asked.append(Asked(query, status, at))
                self._send(status, content, sent)

            def _send(self, status: int, content: bytes, sent: int) -> None:
                self.send_response(status)
                self.send_header("Content-Type", _JSON)
                self.send_header("Content-Length", str(len(content)))
                if sent < len(content):
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(content[:sent])

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the page tells what was asked."""

        return Handler


def _answered(held: _Held | None, query: str) -> tuple[int, bytes, int]:
    """The status of an answer, its content, and how many bytes of that are sent."""
    if held is None or held.trouble is Trouble.UNAUTHORIZED:
        return _whole(401, outcome("the token is not known", "login"))
    if held.trouble is Trouble.FAILS:
        return _whole(500, outcome("the server failed", "exception"))
    if held.trouble is Trouble.SLOW:
        held.over.wait(SLOW_SECONDS)
    found = page_of(held.resources, query, held.base)
    status, content, sent = _whole(found.status, found.resource or outcome("there is none", "not-found"))
    return status, content, sent // 2 if held.trouble is Trouble.HALF_A_PAGE else sent


def _whole(status: int, resource: Json) -> tuple[int, bytes, int]:
    content = msgspec.json.encode(resource)
    return status, content, len(content)
