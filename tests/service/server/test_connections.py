"""What the kernel tells of connections, and a door that is shut: with real sockets of this process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from service.server.connections import Connection, Door, connections_to
from tests.support.running.client import HOST
from tests.support.running.waiting import until

SHORT_WAIT_SECONDS = 0.3
"""Below the second after which a kernel tries again to connect."""


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket, int]]:
    """A client, the server's side of its connection, and the port."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection((HOST, port)) as client, closing(listener.accept()[0]) as server:
            yield client, server, port


def only(port: int) -> Connection:
    """The one connection to a port; it can be looked at, and no more."""
    with connections_to(port) as [found]:
        return found


def test_a_connection_rests_from_an_answer_until_something_comes() -> None:
    with pair() as (client, server, port):
        assert not only(port).rests, "nothing was answered yet"
        client.sendall(b"GET")
        until(lambda: only(port).received == 3, "it came")
        assert not only(port).rests
        until(lambda: only(port).unanswered >= 0.01, "the clock ticks")
        server.sendall(b"answer")
        assert only(port).rests
        until(lambda: only(port).unanswered >= 0.01, "the clock ticks")
        client.sendall(b"G")
        until(lambda: only(port).received == 4, "it came")
        assert not only(port).rests


def test_only_connections_to_the_port_count() -> None:
    with pair() as (_, _, port), pair():
        assert only(port).peer


def test_a_connection_that_is_ended_brings_no_more() -> None:
    with pair() as (_, server, port), connections_to(port) as [connection]:
        connection.end()
        assert server.recv(1) == b""


def test_who_was_let_in_before_the_door_was_shut_is_served_and_nobody_after() -> None:
    with socket.create_server((HOST, 0)) as listener, socket.socket() as late:
        port = listener.getsockname()[1]
        door = Door(port)
        with socket.create_connection((HOST, port)) as early:
            until(lambda: door.waiting() == 1, "it waits to be taken")
            door.shut()
            late.settimeout(SHORT_WAIT_SECONDS)
            with pytest.raises(TimeoutError):
                late.connect((HOST, port))
            early.sendall(b"request")
            with closing(listener.accept()[0]) as taken:
                assert taken.recv(100) == b"request"
            assert door.waiting() == 0


def test_who_comes_once_the_listener_is_closed_is_refused_and_may_ask_another() -> None:
    with socket.socket() as late:
        with socket.create_server((HOST, 0)) as listener:
            port = listener.getsockname()[1]
            Door(port).shut()
        with pytest.raises(ConnectionRefusedError):
            late.connect((HOST, port))
