"""Requests that two servers in a row might read differently, sent to the running service byte for byte."""

from __future__ import annotations

import pytest

from tests.service.audit.serving import BODY, SERVICE
from tests.support.running.client import Answer, Connection
from tests.support.running.service import Served

LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


def asked(service: Served, *headers: str, body: bytes = BODY, version: str = "1.1") -> Answer:
    """The answer to a call with exactly these headers, beside its media type."""
    lines = [f"POST {SERVICE} HTTP/{version}", "Content-Type: application/json", *headers]
    with Connection(service.port) as connection:
        return connection.ask("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("Host: a", "Host: b", LENGTH), id="two hosts"),
        pytest.param(("Host: a", "Host: a", LENGTH), id="one host twice"),
        pytest.param((LENGTH,), id="no host"),
        pytest.param(("Host: a", LENGTH, f"Content-Length: {len(BODY) - 1}"), id="two lengths"),
        pytest.param(("Host: a", f"Content-Length: {len(BODY)}, {len(BODY)}"), id="a list of lengths"),
        pytest.param(("Host: a", LENGTH, "Transfer-Encoding: identity"), id="another coding"),
        pytest.param(("Host: a", LENGTH, "X-Any : 1"), id="a blank before a colon"),
        pytest.param(("Host: a", LENGTH, "X-Any: 1\r\n  2"), id="a header over two lines"),
    ],
)
def test_a_request_is_refused_with(service: Served, headers: tuple[str, ...]) -> None:
    assert asked(service, *headers).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("Transfer-Encoding: gzip, chunked",), id="two codings"),
        pytest.param(("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), id="one coding twice"),
    ],
)
def test_a_request_is_refused_with_chunks_and(service: Served, headers: tuple[str, ...]) -> None:
    assert asked(service, "Host: a", *headers, body=CHUNKED).status == 400


def test_a_refusal_for_its_framing_says_so(service: Served) -> None:
    answer = asked(service, "Host: a", "Host: b", LENGTH)
    assert answer.json()["issue"][0] == {
        "severity": "error",
        "code": "invalid",
        "diagnostics": "send one Host, and the body with a length or in chunks",
    }


@pytest.mark.parametrize(
    ("headers", "body", "version"),
    [
        pytest.param(("Host: a", LENGTH), BODY, "1.1", id="a length"),
        pytest.param(("Host: a", "Transfer-Encoding: chunked"), CHUNKED, "1.1", id="chunks"),
        pytest.param((LENGTH,), BODY, "1.0", id="HTTP/1.0, which knows no Host"),
    ],
)
def test_a_request_is_answered_with(
    service: Served, headers: tuple[str, ...], body: bytes, version: str
) -> None:
    answer = asked(service, *headers, body=body, version=version)
    assert (answer.status, len(answer.json()["cards"])) == (200, 1)


@pytest.mark.parametrize(
    ("count", "length", "status"),
    [
        pytest.param(90, 1, 200, id="90 headers"),
        pytest.param(101, 1, 431, id="more than 100 headers"),
        pytest.param(1, 60_000, 200, id="60,000 bytes"),
        pytest.param(1, 131_072, 431, id="128 KiB"),
    ],
)
def test_headers_are_taken_up_to_a_limit(service: Served, count: int, length: int, status: int) -> None:
    more = [f"X-{number}: {'x' * length}" for number in range(count)]
    assert asked(service, "Host: a", LENGTH, *more).status == status


@pytest.mark.parametrize(
    ("length", "status"),
    [pytest.param(60_000, 404, id="60,000 bytes"), pytest.param(65_536, 414, id="64 KiB")],
)
def test_a_path_is_taken_up_to_a_limit(service: Served, length: int, status: int) -> None:
    assert service.get("/" + "x" * length).status == status
