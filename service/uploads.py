"""Ends uploads that take too long, and takes only some large ones at a time.

The server hands a request over once its headers are there. Whoever then reads
the body waits for the client, without a time-out and without a way to the
connection: a stalled client would hold a thread for ever. So the kernel is
asked which connections owe us a body.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from threading import BoundedSemaphore, Event, Thread
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestTimeout

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LARGE_BYTES = 1024 * 1024
_LARGE_AT_ONCE = 4
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
        self._room = BoundedSemaphore(_LARGE_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on."""
        body = environ["wsgi.input"] = _Body(environ["wsgi.input"], self._waiting, self._room, self._seconds)
        try:
            return self._app(environ, start_response)
        finally:
            body.make_room()

    def start(self) -> None:
        """Begin to watch, where the kernel tells enough for that."""
        if os.path.isdir(_DESCRIPTORS):
            Thread(target=self._watch, name="uploads", daemon=True).start()

    def _watch(self) -> None:
        pause = Event()
        while not pause.wait(_EVERY_SECONDS):
            latest = time.monotonic() - self._seconds
            late = [body for body in self._waiting.copy() if body.begun <= latest]
            for body in late:
                body.late = True
            if late:
                _end_those_that_owe(self._seconds - _SLACK_SECONDS, len(late))


class _Body:
    """The body of a request as the server gives it, noted while it is waited for."""

    def __init__(self, body: Any, waiting: set[_Body], room: BoundedSemaphore, seconds: float) -> None:
        self._body = body
        self._waiting = waiting
        self._room = room
        self._seconds = seconds
        self._is_large = False
        self.begun = 0.0
        self.late = False

    def read(self, size: int) -> bytes:
        """The next bytes of the body.

        Raises:
            RequestTimeout: when they did not come in time, or too many large bodies were before them.
        """
        if size > _LARGE_BYTES and not self._is_large:
            self._is_large = self._room.acquire(timeout=self._seconds)
            if not self._is_large:
                raise RequestTimeout
        self.begun = time.monotonic()
        self._waiting.add(self)
        try:
            content: bytes = self._body.read(size)
        finally:
            self._waiting.discard(self)
        if self.late:
            raise RequestTimeout
        return content

    def make_room(self) -> None:
        """Let the next large body in, once the request is answered."""
        if self._is_large:
            self._room.release()
            self._is_large = False


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
