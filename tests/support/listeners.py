"""Real servers on the loopback that write down who came, and answer as a test tells them."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeVar

_Server = TypeVar("_Server", bound=socketserver.BaseServer)


class Reply(NamedTuple):
    """An HTTP answer; `body` is sent as JSON unless it is bytes."""

    body: Any = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class Asked(NamedTuple):
    """A request that arrived."""

    path: str
    headers: dict[str, str]


Answer = Callable[[str], Reply]


class Listener(ThreadingHTTPServer):
    """Answers GET requests; `connections` counts whoever connected, `asked` holds what was asked."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.connections = 0
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        """Its root, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def forget(self) -> None:
        """Forget who came."""
        self.connections = 0
        self.asked.clear()

    def get_request(self) -> Any:
        """Accept a connection, and count it."""
        accepted = super().get_request()
        self.connections += 1
        return accepted


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, dict(self.headers.items())))
        reply = self.server.answer(self.path)
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in (("Content-Length", str(len(body))), *reply.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class Wire(socketserver.ThreadingTCPServer):
    """Reads whatever is sent until the other side closes; `received` holds it, one item a connection.

    It is complete once the server has been closed.
    """

    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _WireHandler)
        self.received: list[bytes] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _WireHandler(socketserver.StreamRequestHandler):
    server: Wire
    timeout = 5

    def handle(self) -> None:
        self.server.received.append(self.rfile.read())


@contextmanager
def running(server: _Server) -> Iterator[_Server]:
    """A server at work in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listening(answer: Answer) -> Iterator[Listener]:
    """An HTTP server that answers so."""
    with running(Listener(answer)) as server:
        yield server
