"""A front before a FHIR server that speaks TLS, delays each search, and lets some hang."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import trustme

_FORWARDED = ("Accept", "Authorization")


class SlowFront(ThreadingHTTPServer):
    """Forwards what is asked to a server at a URL, which it calls by its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, behind: str) -> None:
        super().__init__(("localhost", 0), _Exchange)
        self.behind = urlsplit(behind)
        self.delay_seconds = 0.0
        self.hangs = ""
        """The beginning of the queries that hang."""
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"https://localhost:{self.server_port}{self.behind.path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SlowFront

    def do_HEAD(self) -> None:
        """A head, at once."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """What the server behind gives, later."""
        front = self.server
        if front.hangs and self.path.removeprefix(f"{front.behind.path}/").startswith(front.hangs):
            front.closing.wait()
            return
        time.sleep(front.delay_seconds)
        connection = http.client.HTTPConnection(front.behind.netloc)
        connection.request(
            "GET", self.path, headers={n: self.headers[n] for n in _FORWARDED if self.headers[n]}
        )
        answer = connection.getresponse()
        body = answer.read().replace(front.behind.geturl().encode(), front.url.encode())
        connection.close()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # a client that has what it waits for no longer
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def slow_front(behind: str, authority: trustme.CA) -> Iterator[SlowFront]:
    """A front with a certificate of an authority, until the block ends."""
    front = SlowFront(behind)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    front.socket = context.wrap_socket(front.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=front.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield front
    finally:
        front.closing.set()
        front.shutdown()
        front.server_close()
