"""Request bodies, received between the server and the application, so that slow clients keep nobody waiting.

The server hands a request over once its headers are there. Whoever then reads
the body waits for the client, without a time-out and without a way to the
connection: a stalled client would hold a thread for ever. So there are many
threads, of which a few work at a time; and the kernel is asked which
connections have owed us a body for too long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import BoundedSemaphore, Event, Thread
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestTimeout

from service.server.connections import Connection, connections_to, kernel_tells
from service.turns import turn

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LARGE_BYTES = 1024 * 1024
_MAX_LARGE_BODIES = 4
_PIECE_BYTES = 128 * 1024
_MAX_DROPPED_BYTES = 10 * 1024 * 1024
_WATCH_INTERVAL_SECONDS = 1.0
_SLACK_SECONDS = 0.5


class BodyReceiver:
    """A WSGI application in front of another one: it receives many bodies at a time and hands on a few.

    It counts on a thread for each connection. A request whose body is here
    waits for its turn; one without a body is handed on at once.
    """

    def __init__(self, app: WSGIApplication, seconds: float, at_once: int) -> None:
        self._app = app
        self._seconds = seconds
        self._turns = BoundedSemaphore(at_once)
        self._room = BoundedSemaphore(_MAX_LARGE_BODIES)
        self._waiting: set[_Body] = set()
        self._at_work: set[_Body] = set()
        self._stops = False

    def at_work(self, seconds: float = 0) -> int:
        """How many requests came so long ago or longer, but perhaps for their body, and are not answered."""
        latest = time.monotonic() - seconds
        return sum(1 for each in self._at_work.copy() if each.came <= latest)

    def begin_to_stop(self) -> None:
        """From now on each answer ends its connection."""
        self._stops = True

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand a request on."""
        with ExitStack() as held:
            in_chunks = not environ.get("CONTENT_LENGTH")
            body = _Body(environ["wsgi.input"], environ["SERVER_PORT"], partial(self._read, held, in_chunks))
            body.has_length = not in_chunks
            self._at_work.add(body)
            held.callback(self._at_work.discard, body)
            environ["wsgi.input"] = body
            return self._app(environ, partial(self._start, start_response, environ, body))

    def start(self) -> None:
        """Begin to watch, where the kernel tells enough for that."""
        if kernel_tells():
            Thread(target=self._watch, name="bodies", daemon=True).start()

    def _read(self, held: ExitStack, in_chunks: bool, body: _Body, size: int) -> bytes:
        """The body, once it is here and it is this request's turn. What it takes is held until the answer."""
        content = self._received(body, min(size, _LARGE_BYTES)) if in_chunks else b""
        if not in_chunks or len(content) == _LARGE_BYTES:
            if size > _LARGE_BYTES:
                self._make_room(held)
            content += self._received(body, size - len(content))
        body.is_whole = len(content) < size if in_chunks else len(content) == size
        if not body.has_turn:  # whoever reads in pieces would else wait for a turn that it has itself
            body.has_turn = True
            held.enter_context(turn(self._turns))
        return content

    def _received(self, body: _Body, size: int) -> bytes:
        with self._watched(body):
            content = body.receive(size) if size <= _LARGE_BYTES else b"".join(_pieces(body, size))
        if body.late or (body.in_danger and body.has_length and len(content) < size):
            raise RequestTimeout
        return content

    @contextmanager
    def _watched(self, body: _Body) -> Iterator[None]:
        body.begun = time.monotonic()
        self._waiting.add(body)
        try:
            yield
        finally:
            self._waiting.discard(body)

    def _start(
        self,
        start_response: StartResponse,
        environ: WSGIEnvironment,
        body: _Body,
        status: str,
        headers: list[tuple[str, str]],
        *more: Any,
    ) -> Any:
        """Begin the answer, once a body that nobody wanted is out of the way.

        A proxy that still sends would miss the answer. Where a body is not
        received to its end the server ends the connection, and does not say so:
        a proxy would send the next request on it, of whomever, and lose it.
        """
        length = environ.get("CONTENT_LENGTH", "")
        comes = length != "0" if length else "HTTP_TRANSFER_ENCODING" in environ
        if self._stops or (comes and not body.is_whole and not self._dropped(environ, body)):
            headers = [*headers, ("Connection", "close")]
        return start_response(status, headers, *more)

    def _dropped(self, environ: WSGIEnvironment, body: _Body) -> bool:
        """Whether a body that nobody began to read was received all the same, and dropped."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if body.begun or "HTTP_EXPECT" in environ or not 0 < length <= _MAX_DROPPED_BYTES:
            return False
        with self._watched(body):
            return sum(map(len, _pieces(body, length))) == length

    def _make_room(self, held: ExitStack) -> None:
        """Wait until there is room for one more large body."""
        if not self._room.acquire(timeout=self._seconds):
            raise RequestTimeout
        held.callback(self._room.release)

    def _watch(self) -> None:
        pause = Event()
        while not pause.wait(_WATCH_INTERVAL_SECONDS):
            latest = time.monotonic() - self._seconds
            late = [body for body in self._waiting.copy() if body.begun <= latest]
            for body in late:
                body.late = True
            if late:
                for body in self._waiting.copy():
                    body.in_danger = True
                _end_those_that_owe(int(late[0].port), self._seconds - _SLACK_SECONDS, len(late))


class _Body:
    """The body of a request: `receive` waits for the client alone, `read` also for its turn."""

    def __init__(self, body: Any, port: str, read: Callable[[_Body, int], bytes]) -> None:
        self.receive: Callable[[int], bytes] = body.read
        self._read = read
        self.port = port
        self.came = time.monotonic()
        self.begun = 0.0
        self.late = False
        self.in_danger = False
        """Its connection may have been ended in place of a late one's: no request tells by which it came."""
        self.has_length = True
        self.is_whole = False
        self.has_turn = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes at most, when it is the request's turn; not limitless where no number is given."""
        return self._read(self, size if size >= 0 else _MAX_DROPPED_BYTES)


def _pieces(body: _Body, size: int) -> Iterator[bytes]:
    """A large body a piece at a time: the server would copy a growing buffer again and again."""
    while size > 0 and (piece := body.receive(min(size, _PIECE_BYTES))):
        yield piece
        size -= len(piece)


def _end_those_that_owe(port: int, seconds: float, bodies: int) -> None:
    """Stop receiving on the connections to a port of so many bodies that do not come.

    They are among those that got no answer for so long. First come those that
    sent something since their last answer, then those where both happened in
    one tick of the kernel's clock; last, since a client may send a request and
    half of the next one together, those that merely seem to rest. Among alike
    ones, since some may owe even the end of a header, those that sent most.
    """
    with connections_to(port) as connections:
        owing = [each for each in connections if each.unanswered >= seconds]
        owing.sort(key=lambda each: (_order(each), -each.received))
        for each in owing[:bodies]:
            each.end()


def _order(connection: Connection) -> int:
    return (connection.silent > connection.unanswered) - (connection.silent < connection.unanswered)
