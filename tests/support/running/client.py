"""A client that sends exactly what it is told to, also half of it, and costs next to nothing."""

from __future__ import annotations

import json
import socket
from types import TracebackType
from typing import Any, NamedTuple

HOST = "127.0.0.1"
_CHUNK = 1 << 18


class Answer(NamedTuple):
    """A status, the body, and the head in lower case."""

    status: int
    body: bytes
    head: bytes = b""

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """One connection; whatever it waits for has to come within some seconds."""

    def __init__(self, port: int, seconds: float = 60.0) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, path: str) -> Answer:
        """The answer to a GET."""
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())

    def post(self, path: str, body: bytes) -> Answer:
        """The answer to a POST."""
        return self.ask(posting(path, body))

    def ask(self, request: bytes) -> Answer:
        """The answer to a whole request."""
        self.send(request)
        return self.receive()

    def send(self, data: bytes) -> None:
        """Send some bytes."""
        self._socket.sendall(data)

    def receive(self) -> Answer:
        """The next answer, which has to be whole.

        Raises:
            ConnectionError: when the connection ends before.
            TimeoutError: when it does not come in time.
        """
        received = self._more()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        told, body = received[:end].lower(), received[end + 4 :]
        length = int(told.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return Answer(int(told[9:12]), b"".join(parts), told)

    def vanish(self) -> None:
        """End the connection as a crash does: with a reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._socket.close()

    def close(self) -> None:
        """End the connection as it should be."""
        self._socket.close()

    def _more(self) -> bytes:
        received = self._socket.recv(_CHUNK)
        if not received:
            raise ConnectionError("the server closed the connection before its answer was whole")
        return received


def head(path: str, length: int) -> bytes:
    """The head of a POST of so many bytes."""
    told = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {length}"
    )
    return f"{told}\r\n\r\n".encode()


def posting(path: str, body: bytes) -> bytes:
    """A whole POST, ready to be sent as often as one likes."""
    return head(path, len(body)) + body
