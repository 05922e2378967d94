"""A small FHIR server of our own that can be slow, paged, failing or lying, and notes what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.bundles import operation_outcome, searchset
from tests.support.fhir import SERVER, Json


class Asked(NamedTuple):
    """A request that reached the server."""

    kind: str
    """The resource type in its path."""
    target: str
    """Path and query."""
    query: Mapping[str, str]
    headers: Mapping[str, str]


class Exchange(BaseHTTPRequestHandler):
    """One connection; a reply answers through it."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        """Note the connection, so that it can be cut off at the end."""
        super().setup()
        self.server.sockets.append(self.connection)

    def do_GET(self) -> None:
        """Note the request and reply as the double was told to."""
        double = self.server.double
        parts = urlsplit(self.path)
        self.steps = parts.path.removeprefix("/fhir").strip("/").split("/")
        self.query = dict(parse_qsl(parts.query))
        double.asked.append(Asked(self.steps[0], self.path, self.query, dict(self.headers)))
        reply = double.replies.get(self.steps[0], double.search)
        reply(self)

    def do_HEAD(self) -> None:
        """Answer with a head alone, and note the request as one for headers."""
        double = self.server.double
        double.heads.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()

    def send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer, of resources that are on this server."""
        body = body.replace(SERVER.encode(), self.server.double.url.encode())
        self.send_response(status)
        stated = {
            "Content-Type": "application/fhir+json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }
        for name, value in stated.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def json(self, content: object) -> None:
        """A whole answer of FHIR JSON."""
        self.send(200, json.dumps(content).encode())

    def drop(self) -> None:
        """Close the connection without another byte."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, double: FhirDouble) -> None:
        self.double = double
        self.sockets: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), Exchange)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""


Reply = Callable[[Exchange], None]


class FhirDouble:
    """Serves resources, and replies otherwise for the types it was told so; asks for no token."""

    def __init__(self, *resources: Json, page_size: int = 1000) -> None:
        self.resources = list(resources)
        self.page_size = page_size
        self.asked: list[Asked] = []
        self.heads: list[str] = []
        self.replies: dict[str, Reply] = {}
        self.closing = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> FhirDouble:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self.cut_off()

    def cut_off(self) -> None:
        """End every connection that is open."""
        for sock in tuple(self._server.sockets):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    @property
    def connections(self) -> int:
        """How many connections were ever made to it."""
        return len(self._server.sockets)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}/fhir"

    def kinds(self) -> list[str]:
        """The resource types it was asked for, one for each request, in order."""
        return sorted(asked.kind for asked in self.asked)

    def search(self, exchange: Exchange) -> None:
        """The honest reply: a read, or one page of a search."""
        kind, *identity = exchange.steps
        found = [each for each in self.resources if each["resourceType"] == kind]
        if identity:
            self._read(exchange, found, identity[0])
            return
        offset = int(exchange.query.get("_offset", "0"))
        hits = [each for each in found if _fits(each, exchange.query)]
        page, more = hits[offset : offset + self.page_size], offset + self.page_size < len(hits)
        following = urlencode({**exchange.query, "_offset": str(offset + self.page_size)}) if more else ""
        exchange.json(searchset(*page, next_url=f"{self.url}/{kind}?{following}" if more else ""))

    def _read(self, exchange: Exchange, found: Sequence[Json], identity: str) -> None:
        hit = next((each for each in found if each["id"] == identity), None)
        exchange.json(hit) if hit else exchange.send(404, json.dumps(operation_outcome("not-found")).encode())


def _fits(resource: Json, query: Mapping[str, str]) -> bool:
    """Whether a resource is one that a search asks for."""
    if resource["subject"]["reference"] != f"Patient/{query['patient']}":
        return False
    return all(
        any(token in query[name].split(",") for token in _tokens(resource.get(name)))
        for name in ("category", "code", "type")
        if name in query
    )


def _tokens(concepts: Any) -> Iterator[str]:
    for concept in concepts if isinstance(concepts, list) else [concepts] if concepts else []:
        for coding in concept["coding"]:
            yield from (coding["code"], f"{coding['system']}|", f"{coding['system']}|{coding['code']}")


# --- replies --------------------------------------------------------------------------------------
def answering(body: bytes | str | Json | list[Any], status: int = 200, **headers: str) -> Reply:
    """The same answer every time; header names are written with underscores."""
    content = body.encode() if isinstance(body, str) else body
    octets = content if isinstance(content, bytes) else json.dumps(content).encode()
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(status, octets, stated)


def dropping(times: int, then: Reply) -> Reply:
    """A connection cut off without an answer, so many times."""
    left = iter(range(times))

    def reply(exchange: Exchange) -> None:
        exchange.drop() if next(left, None) is not None else then(exchange)

    return reply


def breaking_off(times: int, then: Reply) -> Reply:
    """A connection cut off in the middle of its answer, so many times."""
    left = iter(range(times))

    def reply(exchange: Exchange) -> None:
        if next(left, None) is None:
            then(exchange)
        else:
            exchange.send(200, b'{"resourceType": "Bundle", ', {"Content-Length": "5000"})
            exchange.drop()

    return reply


def hanging(exchange: Exchange) -> None:
    """No answer until the server closes."""
    exchange.server.double.closing.wait()
    exchange.drop()


def dripping(exchange: Exchange) -> None:
    """An answer that comes byte by byte and never ends."""
    exchange.send(200, b"{", {"Content-Length": "1000000"})
    while not exchange.server.double.closing.wait(0.01):
        exchange.wfile.write(b" ")


def after(seconds: float, then: Reply) -> Reply:
    """A slow answer."""

    def reply(exchange: Exchange) -> None:
        exchange.server.double.closing.wait(seconds)
        then(exchange)

    return reply


def waiting_for(event: threading.Event, then: Reply) -> Reply:
    """An answer that waits for an event."""

    def reply(exchange: Exchange) -> None:
        event.wait(20)
        then(exchange)

    return reply
