"""Tokens that are refused: every attack alike, with no reason to the caller and one in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.auth.attacks import ATTACKS
from tests.service.auth.callers import NORTH, SOUTH, STRANGER, checks
from tests.support.ehr import (
    call,
)
from tests.support.listeners import Listener


def said_to_the_caller(response: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a caller can learn of an answer."""
    headers = [header for header in response.headers if header[0] not in ("Date", "X-Request-Id")]
    return response.status_code, response.data, headers


@pytest.mark.parametrize(("forge", "check"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
def test_a_token_is_refused_when(
    forge: Callable[[str], str],
    check: str,
    client: FlaskClient,
    jku: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    refused = call(client, f"Bearer {forge(f'{jku.url}/jwks.json')}")
    without = call(client)
    assert said_to_the_caller(refused) == said_to_the_caller(without)
    assert checks(caplog) == [check, "there is no bearer token"]


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("", id="an empty header"),
        pytest.param("Bearer", id="a scheme without a token"),
        pytest.param("Bearer ", id="a scheme and a blank"),
        pytest.param("Basic dXNlcjpwYXNz", id="another scheme"),
        pytest.param(f"JWT {NORTH.token()}", id="a good token under another scheme"),
        pytest.param(NORTH.token(), id="a good token without a scheme"),
    ],
)
def test_it_takes_a_bearer_token(
    authorization: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert call(client, authorization).status_code == 401
    assert checks(caplog) == ["there is no bearer token"]


def test_a_refusal_is_a_401_that_names_the_scheme_and_no_reason(client: FlaskClient) -> None:
    answer = call(client, NORTH.bearer(aud="https://other.example"))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json["resourceType"] == "OperationOutcome"
    assert answer.json["issue"][0]["diagnostics"] == "the token was refused"


def test_the_log_names_the_client_once_it_is_known(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    call(client, SOUTH.bearer(aud="https://other.example"))
    call(client, STRANGER.bearer())
    assert [r.__dict__["data"]["client"] for r in caplog.records if r.getMessage() == "token refused"] == [
        "south",
        "",
    ]
