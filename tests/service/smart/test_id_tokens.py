"""An id_token that is not of this EHR, for this app and this launch, signed and in time, ends the launch."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey, RSAKey

from service.errors import LaunchRefused
from service.smart.id_token import Expected, KeysOf, verified
from tests.service.smart.worksheets import Browser, problem
from tests.support.ehr import compact
from tests.support.smart_server.server import SmartServer

NOW = int(time.time())
EXPECTED = Expected("https://ehr.example", "worksheet", "the nonce", "the access token")
KEY = RSAKey.generate_key(2048, {"kid": "k"})
CLAIMS: dict[str, Any] = {
    "iss": "https://ehr.example",
    "aud": "worksheet",
    "sub": "user",
    "nonce": "the nonce",
    "iat": NOW,
    "exp": NOW + 300,
}


def signed(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "k", **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    header = {"alg": algorithm, **({"kid": kid} if kid else {})}
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def published(*keys: Any, **members: Any) -> KeysOf:
    return KeysOf([{**key.as_dict(private=False), **members} for key in keys])


def by_secret(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda content: hmac.digest(secret, content, "sha256")


@pytest.mark.parametrize(
    ("behavior", "error"),
    [
        pytest.param({"claims": {"nonce": "another"}}, "InvalidClaimError", id="of another launch"),
        pytest.param({"claims": {"nonce": None}}, "MissingClaimError", id="of no launch"),
        pytest.param({"claims": {"iss": "https://other.example"}}, "InvalidClaimError", id="of another EHR"),
        pytest.param({"claims": {"iss": None}}, "MissingClaimError", id="of no EHR"),
        pytest.param({"claims": {"aud": "other-app"}}, "InvalidClaimError", id="for another app"),
        pytest.param({"claims": {"aud": None}}, "MissingClaimError", id="for nobody"),
        pytest.param({"claims": {"azp": "other-app"}}, "InvalidClaimError", id="given to another app"),
        pytest.param({"claims": {"exp": NOW - 3600}}, "ExpiredTokenError", id="expired"),
        pytest.param({"claims": {"exp": None}}, "MissingClaimError", id="without an end"),
        pytest.param({"claims": {"iat": NOW + 3600}}, "InvalidClaimError", id="from the future"),
        pytest.param({"claims": {"at_hash": "AAAA"}}, "InvalidClaimError", id="of another access token"),
        pytest.param({"signs_with_another_key": True}, "BadSignatureError", id="forged"),
        pytest.param(
            {"signs_with_another_key": True, "algorithm": "ES384"}, "BadSignatureError", id="forged with EC"
        ),
        pytest.param({"token_answer": {"id_token": "x.y.z"}}, "DecodeError", id="broken"),
    ],
)
def test_no_worksheet_opens_by_an_id_token_that_is(
    browser: Browser, ehr: SmartServer, behavior: dict[str, Any], error: str
) -> None:
    ehr.behave(**behavior)
    response = browser.launched(ehr.launch_query("anna"))
    said = f"The EHR's id_token was refused: {error}."
    assert (response.status_code, problem(response)) == (400, said)


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param({"issuer": None}, id="names no issuer"),
        pytest.param({"jwks_uri": None}, id="names no keys"),
        pytest.param({"jwks_uri": "http://127.0.0.1:1/none"}, id="names keys that are not there"),
    ],
)
def test_no_id_token_can_be_checked_where_the_configuration(
    browser: Browser, ehr: SmartServer, configuration: dict[str, Any]
) -> None:
    ehr.behave(configuration=configuration)
    assert browser.launched(ehr.launch_query("anna")).status_code == 502


@pytest.mark.parametrize(
    ("token", "keys"),
    [
        pytest.param(signed(), published(KEY), id="by its key"),
        pytest.param(signed(kid=None), published(KEY), id="by the only key, without a kid"),
        pytest.param(signed(exp=NOW - 59), published(KEY), id="that just ended, by clocks that differ"),
        pytest.param(signed(aud=["worksheet", "b"], azp="worksheet"), published(KEY), id="for several"),
        pytest.param(
            signed(), published(KEY, key_ops=["verify"], use="sig"), id="by a key that says what it is for"
        ),
    ],
)
def test_an_id_token_is_taken(token: str, keys: KeysOf) -> None:
    assert verified(token, keys, EXPECTED, NOW)["sub"] == "user"


OTHER = RSAKey.generate_key(2048, {"kid": "k"})
SHARED = OctKey.generate_key(256, {"kid": "k"})


@pytest.mark.parametrize(
    ("token", "keys"),
    [
        pytest.param(
            compact({"alg": "none", "kid": "k"}, CLAIMS, lambda _: b""), published(KEY), id="unsigned"
        ),
        pytest.param(
            compact({"alg": "HS256", "kid": "k"}, CLAIMS, by_secret(KEY.as_pem(private=False))),
            published(KEY),
            id="signed with the public key as a secret",
        ),
        pytest.param(
            signed(SHARED, "HS256"),
            KeysOf([SHARED.as_dict(private=True)]),
            id="signed with a published secret",
        ),
        pytest.param(signed(OTHER), published(KEY), id="signed by another key"),
        pytest.param(signed(kid="unheard-of"), published(KEY, OTHER), id="signed by a key that is not there"),
        pytest.param(signed(), published(KEY, use="enc"), id="signed by a key for encryption"),
        pytest.param(signed(), KeysOf([]), id="signed, and there are no keys"),
        pytest.param(signed(exp=NOW - 60), published(KEY), id="ended, by clocks that differ as well"),
        pytest.param(signed(sub=None), published(KEY), id="of nobody"),
        pytest.param(signed(aud=["worksheet", "b"], azp="b"), published(KEY), id="given to another"),
        pytest.param("", published(KEY), id="empty"),
    ],
)
def test_an_id_token_is_refused_that_is(token: str, keys: KeysOf) -> None:
    with pytest.raises(LaunchRefused, match="id_token was refused"):
        verified(token, keys, EXPECTED, NOW)


def test_an_id_token_is_refused_that_is_signed_by_a_short_key() -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "k"})
    with pytest.raises(LaunchRefused):
        verified(signed(short), published(short), EXPECTED, NOW)
