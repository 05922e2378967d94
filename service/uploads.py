"""Ends uploads that take too long, so that a stalled client holds a thread for seconds and not for ever.

The server hands a request over once its headers are there. Whoever then reads
the body waits for the client, without a time-out and without a way to the
connection. So the kernel is asked which connections owe us a body.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestTimeout

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_EVERY_SECONDS = 1.0
_SLACK_SECONDS = 0.5
_DESCRIPTORS = "/proc/self/fd"
_AGES = struct.Struct("=44xI4xI")
"""Of Linux's `tcp_info`: `tcpi_last_data_sent` and `tcpi_last_data_recv`."""


class Uploads:
    """A WSGI application in front of another one, whose requests have to arrive within some seconds."""

    def __init__(self, app: WSGIApplication, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._waiting: set[_Body] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on."""
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self._waiting)
        return self._app(environ, start_response)

    def start(self) -> None:
        """Begin to watch, where the kernel tells enough for that."""
        if os.path.isdir(_DESCRIPTORS):
            threading.Thread(target=self._watch, name="uploads", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(_EVERY_SECONDS):
            latest = time.monotonic() - self._seconds
            late = [body for body in self._waiting.copy() if body.begun <= latest]
            for body in late:
                body.late = True
            if late:
                _end_those_that_owe(self._seconds - _SLACK_SECONDS, len(late))


class _Body:
    """The body of a request as the server gives it, noted while it is waited for."""

    def __init__(self, body: Any, waiting: set[_Body]) -> None:
        self._body = body
        self._waiting = waiting
        self.begun = 0.0
        self.late = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the body.

        Raises:
            RequestTimeout: when they did not come in time.
        """
        self.begun = time.monotonic()
        self._waiting.add(self)
        try:
            content: bytes = self._body.read(size) if size >= 0 else self._body.read()
        finally:
            self._waiting.discard(self)
        if self.late:
            raise RequestTimeout
        return content


def _end_those_that_owe(seconds: float, bodies: int) -> None:
    """Stop receiving on the connections that got no answer for so long and sent something since.

    What came and went in the same tick of the kernel's clock may be either an
    answered request or an unanswered one; it is left alone where the others are
    enough to explain the bodies that do not come.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in _sockets()]
        listening = {_port(each) for each in sockets if _option(each, socket.SO_ACCEPTCONN)}
        owing: dict[bool, list[socket.socket]] = {True: [], False: []}
        for each in sockets:
            with suppress(OSError):  # it has ended by itself, or is the one that listens
                sent, received = _ages(each)
                if _port(each) in listening and received <= sent and sent >= seconds * 1000:
                    owing[received < sent].append(each)
        for each in owing[True] if len(owing[True]) >= bodies else owing[True] + owing[False]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)


def _sockets() -> Iterator[socket.socket]:
    """This process's TCP sockets, each through a descriptor of its own."""
    for name in os.listdir(_DESCRIPTORS):
        with suppress(OSError):  # it was closed meanwhile
            if os.readlink(f"{_DESCRIPTORS}/{name}").startswith("socket:"):
                found = socket.fromfd(int(name), socket.AF_INET, socket.SOCK_STREAM)
                if _option(found, socket.SO_PROTOCOL) == socket.IPPROTO_TCP:
                    yield found
                else:
                    found.close()


def _option(each: socket.socket, option: int) -> int:
    return each.getsockopt(socket.SOL_SOCKET, option)


def _port(each: socket.socket) -> int:
    port: int = each.getsockname()[1]
    return port


def _ages(connection: socket.socket) -> tuple[int, int]:
    """How many milliseconds ago something was last sent, and last received."""
    sent, received = _AGES.unpack(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _AGES.size))
    return sent, received
