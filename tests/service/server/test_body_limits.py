"""Body limits as the real server keeps them: exactly the limit is read, one byte more is refused."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Iterator

import pytest

from tests.support.fhir import Json
from tests.support.hook_calls import ORDER_SELECT, adult, draft, order_select, prefetched
from tests.support.running.process import free_port, running

LIMIT = 10 * 1024 * 1024
PIECE = 64 * 1024
PATH = f"/cds-services/{ORDER_SELECT}"
OPEN = {"CRITERIA_CARDS_REQUIRE_TOKEN": "false", "CRITERIA_CARDS_ALLOW_AS_OF": "true"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The service as it runs in production, with one worker and its defaults."""
    port = free_port()
    command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port), "--threads", "1"]
    log = tmp_path_factory.mktemp("service") / "log"
    with running(command, port, "/cds-services", log, OPEN):
        yield port


def body_of(length: int) -> bytes:
    """A valid request of exactly so many bytes."""
    request = json.dumps(order_select(draft(), prefetch=prefetched(*adult()))).encode()
    return request + b" " * (length - len(request))


def pieces(body: bytes) -> Iterator[bytes]:
    """A body in the pieces of a chunked one."""
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def answer(connection: http.client.HTTPConnection) -> tuple[int, Json]:
    """Status and content of an answer."""
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def whole(port: int, body: bytes, chunked: bool = False) -> tuple[int, Json]:
    """The answer to a whole body, whose length is stated or not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/json"} | ({"Transfer-Encoding": "chunked"} if chunked else {})
    try:
        connection.request("POST", PATH, pieces(body) if chunked else body, headers, encode_chunked=chunked)
        return answer(connection)
    finally:
        connection.close()


def started(port: int, header: str, body: bytes = b"") -> str:
    """The status line that answers a request of which no more is ever sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{header}\r\n\r\n"
        sock.sendall(head.encode() + body)
        return sock.recv(100).decode().partition("\r\n")[0]


def is_served(port: int) -> bool:
    """Whether an ordinary request gets its card."""
    status, content = whole(port, body_of(20_000))
    return status == 200 and len(content["cards"]) == 1


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
def test_a_body_of_exactly_the_limit_is_read(port: int, chunked: bool) -> None:
    status, content = whole(port, body_of(LIMIT), chunked)
    assert status == 200
    assert len(content["cards"]) == 1


def test_a_chunked_body_one_byte_over_the_limit_is_refused(port: int) -> None:
    status, content = whole(port, body_of(LIMIT + 1), chunked=True)
    assert status == 413
    assert content["resourceType"] == "OperationOutcome"
    assert content["issue"][0]["code"] == "too-long"
    assert is_served(port)


@pytest.mark.parametrize("length", [LIMIT + 1, 10**12])
def test_a_length_over_the_limit_is_refused_before_the_body_comes(port: int, length: int) -> None:
    assert started(port, f"Content-Length: {length}", b"{").startswith("HTTP/1.1 413 ")
    assert is_served(port)


def test_a_chunked_body_that_does_not_end_is_refused_at_the_limit(port: int) -> None:
    over = b"%x\r\n" % (LIMIT + 1) + b" " * (LIMIT + 1)
    assert started(port, "Transfer-Encoding: chunked", over).startswith("HTTP/1.1 413 ")
    assert is_served(port)


def test_a_kept_connection_serves_the_next_request_after_a_refused_one(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for body, expected in ((b"{", 400), (body_of(20_000), 200), (b"[]", 400), (body_of(20_000), 200)):
        connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        assert answer(connection)[0] == expected
    connection.close()


@pytest.mark.parametrize("sent", [b"", b'{"hook": "order-select"'], ids=["no byte", "a part"])
def test_a_client_that_hangs_up_within_its_body_costs_nobody_else(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n".encode() + sent)
    assert is_served(port)
