"""The connections to a port of this process, as Linux tells of them.

The server keeps its connections to itself, and no request tells by which one it came. The
kernel knows of each how long it has been silent, and how long without an answer.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import NamedTuple

_DESCRIPTORS = "/proc/self/fd"
_INFO = struct.Struct("=B23xI16xI4xI72xQ20xI")
"""Of `tcp_info`: the state, `tcpi_unacked`, `tcpi_last_data_sent` and `tcpi_last_data_recv` in milliseconds,
`tcpi_bytes_received`, `tcpi_data_segs_out`."""
_SINCE = (4, 6)
"""The Linux that tells all of these."""
_ESTABLISHED, _LISTENS = 1, 10

_SO_ATTACH_FILTER = 26
_NO_SYN = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in (
        (0x30, 0, 0, 13),  # load the flags of the TCP header
        (0x45, 0, 1, 0x02),  # is SYN among them?
        (0x06, 0, 0, 0),  # then drop the packet
        (0x06, 0, 0, 0xFFFFFFFF),  # else let it pass
    )
)


class Connection(NamedTuple):
    """One connection; in seconds how long nothing was sent and nothing received on it, or since it began."""

    socket: socket.socket
    peer: object
    unanswered: float
    silent: float
    answers: int
    """Segments that were sent."""
    received: int
    """Bytes, of all its requests."""

    @property
    def rests(self) -> bool:
        """Whether nothing came since the last answer; in doubt, within one tick of the clock, it does."""
        return self.answers > 0 and self.silent >= self.unanswered

    def end(self) -> None:
        """Receive no more: the server closes it, after what it has to answer if a request was whole."""
        with suppress(OSError):  # it has ended by itself
            self.socket.shutdown(socket.SHUT_RD)


@cache
def kernel_tells() -> bool:
    """Whether this system tells of its connections; one that only looks like Linux is known by its age."""
    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return release is not None and tuple(map(int, release.groups())) >= _SINCE and os.path.isdir(_DESCRIPTORS)


@contextmanager
def connections_to(port: int) -> Iterator[list[Connection]]:
    """The established connections to a port."""
    with _sockets(port, _ESTABLISHED) as found:
        yield [
            Connection(each, peer, sent / 1000, received / 1000, answers, size)
            for each, (_, _, sent, received, size, answers) in found
            if (peer := _peer(each))
        ]


class Door:
    """Where connections to a port come in."""

    def __init__(self, port: int) -> None:
        self._port = port

    def shut(self) -> None:
        """Let nobody in any more; who tries hears nothing, and tries again elsewhere or a second later.

        Those that the kernel has let in already can still be taken. A socket that is closed would
        end these, of which some may have sent a request.
        """
        program = ctypes.create_string_buffer(_NO_SYN)
        told = struct.pack("HP", len(_NO_SYN) // 8, ctypes.addressof(program))
        with _sockets(self._port, _LISTENS) as found:
            for listener, _ in found:
                listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, told)

    def waiting(self) -> int:
        """How many the kernel has let in that the server has not taken yet."""
        with _sockets(self._port, _LISTENS) as found:
            return sum(info[1] for _, info in found)


@contextmanager
def _sockets(port: int, state: int) -> Iterator[Sequence[tuple[socket.socket, tuple[int, ...]]]]:
    """This process's TCP sockets of a port in a state, each through a descriptor of its own."""
    with ExitStack() as stack:
        found = []
        for each in _all_sockets():
            stack.enter_context(each)
            with suppress(OSError):
                info = _INFO.unpack(each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size))
                if info[0] == state and each.getsockname()[1] == port:
                    found.append((each, info))
        yield found


def _all_sockets() -> Iterator[socket.socket]:
    """Each once: a descriptor made here may have a number that the list has for another."""
    seen = set()
    for name in os.listdir(_DESCRIPTORS) if kernel_tells() else ():
        with suppress(OSError):  # it was closed meanwhile
            leads_to = os.readlink(f"{_DESCRIPTORS}/{name}")
            if leads_to.startswith("socket:") and leads_to not in seen:
                seen.add(leads_to)
                found = socket.fromfd(int(name), socket.AF_INET, socket.SOCK_STREAM)
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL) == socket.IPPROTO_TCP:
                    yield found
                else:
                    found.close()


def _peer(each: socket.socket) -> object:
    with suppress(OSError):  # it has ended by itself
        return each.getpeername()
    return None


def without_a_request(silent: Iterable[Connection], at_work: int) -> Sequence[Connection]:
    """Which of these are not worked on, where so many may be: those that sent least."""
    found = sorted(silent, key=lambda each: each.received)
    return found[: max(0, len(found) - at_work)]
