"""The authorization server of the tests refuses what a real one has to: to pass it means something."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.support.smart_server.behavior import Registration
from tests.support.smart_server.server import TIMEOUT_SECONDS, SmartServer, smart_server

CALLBACK = "https://app.example/callback"
VERIFIER = "v" * 64
KEY = ECKey.generate_key("P-384", {"kid": "app"})
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmartServer]:
    with smart_server(tmp_path_factory.mktemp("smart")) as server:
        server.register(Registration(client_id="public", redirect_uri=CALLBACK))
        server.register(Registration(client_id="secret", redirect_uri=CALLBACK, secret="word"))
        jwk = {**KEY.as_dict(private=False), "alg": "ES384"}
        server.register(Registration(client_id="signing", redirect_uri=CALLBACK, jwks={"keys": [jwk]}))
        server.behave()
        yield server


def authorized(server: SmartServer, **changes: Any) -> dict[str, str]:
    """What the server sends back to an authorization request, which is right but for some changes."""
    asked = {
        "response_type": "code",
        "client_id": "public",
        "redirect_uri": CALLBACK,
        "scope": "openid fhirUser launch/patient online_access",
        "state": "s" * 43,
        "nonce": "n" * 43,
        "aud": server.fhir,
        "code_challenge": create_s256_code_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    query = urlencode({name: value for name, value in {**asked, **changes}.items() if value is not None})
    url = f"{server.url}/authorize?{query}"
    response = requests.get(url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
    if response.status_code != 302:
        return {"error": str(response.json()["error"])}
    return {
        name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()
    }


def token(
    server: SmartServer, form: dict[str, Any], auth: tuple[str, str] | None = None
) -> requests.Response:
    """The token endpoint's answer to a form."""
    return requests.post(f"{server.url}/token", form, auth=auth, timeout=TIMEOUT_SECONDS)


def for_code(server: SmartServer, client: str = "public", **form: Any) -> dict[str, Any]:
    """The form by which an app exchanges a new code."""
    code = authorized(server, client_id=client)["code"]
    usual = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return {**usual, "client_id": client, **form}


def assertion(server: SmartServer, algorithm: str = "ES384", **changes: Any) -> dict[str, str]:
    """What a client that signs sends along."""
    now = int(time.time())
    claims = {
        "iss": "signing",
        "sub": "signing",
        "aud": f"{server.url}/token",
        "exp": now + 240,
        "iat": now,
        "jti": str(uuid4()),
    }
    signed = jwt.encode({"alg": algorithm, "kid": "app"}, {**claims, **changes}, KEY, algorithms=[algorithm])
    return {"client_assertion_type": ASSERTION, "client_assertion": signed}


def test_what_is_right_is_answered(server: SmartServer) -> None:
    assert token(server, for_code(server)).json()["patient"] == "anna"
    assert token(server, for_code(server, "secret"), ("secret", "word")).status_code == 200
    assert token(server, {**for_code(server, "signing"), **assertion(server)}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"aud": "https://other.example/fhir"}, "invalid_request", id="for another server"),
        pytest.param({"aud": None}, "invalid_request", id="for no server"),
        pytest.param({"code_challenge": None}, "invalid_request", id="without PKCE"),
        pytest.param({"code_challenge_method": "plain"}, "invalid_request", id="with PKCE in plain"),
        pytest.param({"state": None}, "invalid_request", id="without a state"),
        pytest.param({"state": "1"}, "invalid_request", id="with a state that is guessed"),
        pytest.param({"launch": "made-up"}, "invalid_request", id="with a launch of nobody's"),
        pytest.param({"scope": "openid launch"}, "invalid_scope", id="for a launch without one"),
        pytest.param({"scope": "openid"}, "invalid_scope", id="for no patient"),
        pytest.param({"nonce": None}, "invalid_request", id="without a nonce"),
        pytest.param({"redirect_uri": f"{CALLBACK}/x"}, "invalid_request", id="to another address"),
        pytest.param({"client_id": "unknown"}, "invalid_client", id="of an unknown app"),
    ],
)
def test_an_authorization_request_is_refused(
    server: SmartServer, changes: dict[str, Any], error: str
) -> None:
    assert authorized(server, **changes)["error"] == error


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"code_verifier": "w" * 64}, id="with another verifier"),
        pytest.param({"code_verifier": None}, id="without a verifier"),
        pytest.param({"redirect_uri": f"{CALLBACK}/x"}, id="with another address"),
        pytest.param({"code": "made-up"}, id="with a code of nobody's"),
    ],
)
def test_a_code_is_not_exchanged(server: SmartServer, form: dict[str, Any]) -> None:
    assert token(server, for_code(server, **form)).status_code == 400


def test_a_code_and_a_refresh_token_are_taken_once(server: SmartServer) -> None:
    form = for_code(server)
    given = token(server, form).json()
    renewal = {
        "grant_type": "refresh_token",
        "refresh_token": given["refresh_token"],
        "client_id": "public",
    }
    assert token(server, renewal).status_code == 200
    assert [token(server, again).status_code for again in (form, renewal)] == [400, 400]


def test_a_secret_has_to_be_right(server: SmartServer) -> None:
    assert token(server, for_code(server, "secret"), ("secret", "other")).status_code == 401
    assert token(server, for_code(server, "secret")).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"aud": "https://other.example/token"}, id="for another endpoint"),
        pytest.param({"iss": "other"}, id="of another issuer"),
        pytest.param({"exp": int(time.time()) + 3600}, id="for an hour"),
        pytest.param({"exp": int(time.time()) - 3600}, id="of an hour ago"),
    ],
)
def test_an_assertion_is_refused(server: SmartServer, changes: dict[str, Any]) -> None:
    answer = token(server, {**for_code(server, "signing"), **assertion(server, **changes)})
    assert answer.json()["error"] == "invalid_client"


def test_an_assertion_is_taken_once(server: SmartServer) -> None:
    once = assertion(server)
    assert token(server, {**for_code(server, "signing"), **once}).status_code == 200
    assert token(server, {**for_code(server, "signing"), **once}).json()["error"] == "invalid_client"
