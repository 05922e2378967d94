"""nginx with the shipped configuration: what two servers might read differently, and who sent it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.audit.serving import BODY, SERVICE
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.running.client import HOST
from tests.support.running.nginx import PROGRAM, Nginx, fronted
from tests.support.running.service import Served, served

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no nginx on this machine")

LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"
IN_CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


@pytest.fixture(scope="module")
def front(service: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx in front of the running service."""
    with fronted(tmp_path_factory.mktemp("front"), [service.port]) as front:
        yield front


def status(front: Nginx, *headers: str, body: bytes = BODY) -> int:
    """The status of a call with exactly these headers, beside its media type."""
    connection = front.connection()
    connection.connect()
    lines = [f"POST {SERVICE} HTTP/1.1", "Content-Type: application/json", *headers]
    connection.sock.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    answer = connection.response_class(connection.sock, method="POST")
    answer.begin()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("Host: a", "Host: b", LENGTH), id="two hosts"),
        pytest.param(("Host: a", "Host: a", LENGTH), id="one host twice"),
        pytest.param((LENGTH,), id="no host"),
        pytest.param(("Host: a", LENGTH, LENGTH), id="one length twice"),
        pytest.param(("Host: a", LENGTH, f"Content-Length: {len(BODY) - 1}"), id="two lengths"),
    ],
)
def test_a_front_refuses(front: Nginx, headers: tuple[str, ...]) -> None:
    assert status(front, *headers) == 400


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param((LENGTH, CHUNKED), id="a length"),
        pytest.param((CHUNKED, CHUNKED), id="chunks again"),
    ],
)
def test_a_front_refuses_chunks_beside(front: Nginx, headers: tuple[str, ...]) -> None:
    assert status(front, "Host: a", *headers, body=IN_CHUNKS) == 400


def test_a_front_passes_on_what_is_sound(front: Nginx) -> None:
    assert status(front, "Host: cards.example", LENGTH) == 200
    assert status(front, "Host: cards.example", CHUNKED, body=IN_CHUNKS) == 200


def test_a_front_says_for_whom_it_speaks_and_not_what_a_client_says(tmp_path: Path) -> None:
    ehr = Ehr("ehr", "https://ehr.example")
    settings = {"REQUIRE_TOKEN": "true", "CLIENTS": str(clients_file(tmp_path, registered(ehr, tmp_path)))}
    (tmp_path / "service").mkdir()
    with (
        served(tmp_path / "service", settings) as asking,
        fronted(tmp_path, [asking.port]) as front,
    ):
        assert status(front, "Host: a", LENGTH, "X-Forwarded-For: 203.0.113.9") == 401
        [line] = [each for each in map(json.loads, asking.said.splitlines()) if each["message"] == "refused"]
    assert (line["peer"], line["forwarded_for"]) == (HOST, HOST)
