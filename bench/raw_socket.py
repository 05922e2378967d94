"""The floor: one raw socket, one typed decode into a handful of fields, one ready answer.

No HTTP library, no framework, one thread and one reused buffer a connection. Nothing that reads FHIR
through Python can be much faster. Run as a process of its own it prints the
port it listens on.
"""

from __future__ import annotations

import socket
import sys
from mmap import mmap
from threading import Thread
from typing import Any

import msgspec
from msgspec import Struct

from tests.support.running.client import HOST

_Other = list[Any] | str | int | float | bool | None
_ANSWER_BYTES = 2048
_LONGEST = 1 << 24


class _Coding(Struct, gc=False):
    system: Any = None
    code: Any = None


class _Concept(Struct, gc=False):
    coding: list[_Coding | _Other] | dict[str, Any] | str | int | float | bool | None = None


class _Quantity(Struct, gc=False):
    value: Any = None


class _Resource(Struct, gc=False):
    resourceType: Any = None
    id: Any = None
    status: Any = None
    birthDate: Any = None
    code: _Concept | _Other = None
    clinicalStatus: _Concept | _Other = None
    effectiveDateTime: Any = None
    valueInteger: Any = None
    valueQuantity: _Quantity | _Other = None


class _Entry(Struct, gc=False):
    resource: _Resource | _Other = None


class _Slot(_Resource, gc=False):
    entry: list[_Entry | _Other] | dict[str, Any] | str | int | float | bool | None = None


class _Request(Struct, gc=False):
    hook: Any = None
    context: Any = None
    prefetch: dict[str, _Slot | _Other] | _Other = None


def answer_ready_made() -> bytes:
    """The one answer, of 2 KB."""
    frame = b'{"cards":[{"summary":"%s"}]}'
    body = frame % (b"x" * (_ANSWER_BYTES - len(frame) + 2))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


def serve(connection: socket.socket) -> None:
    """Read, decode and answer requests until the client closes."""
    with connection:
        _serve(connection)


def _serve(connection: socket.socket) -> None:
    decode = msgspec.json.Decoder(_Request).decode
    answer = answer_ready_made()
    buffer = mmap(-1, _LONGEST)
    view = memoryview(buffer)
    while filled := connection.recv_into(view):
        while (end := buffer.find(b"\r\n\r\n", 0, filled)) < 0:
            filled += connection.recv_into(view[filled:])
        begin = end + 4
        head = bytes(view[:end]).lower()
        whole = begin + int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while filled < whole:
            filled += connection.recv_into(view[filled:whole])
        decode(view[begin:whole])
        connection.sendall(answer)


def main() -> None:
    """Listen, print the port, serve every connection."""
    with socket.create_server((HOST, 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
