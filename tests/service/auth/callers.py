"""The clients of these tests, what they sign, and what an attacker makes of it."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest

from tests.support.ehr import (
    ENDPOINT,
    Ehr,
    compact,
    private_key,
    public_pem,
    segment,
    signer,
)
from tests.support.fhir import Json

NORTH = Ehr("north", "https://north.example")
SOUTH = Ehr("south", "https://south.example", algorithm="RS384")
CLINIC_A = Ehr("clinic-a", "https://cloud.example", tenant="a")
CLINIC_B = Ehr("clinic-b", "https://cloud.example", tenant="b")
TYPO = Ehr("typo", "https://typo.example")
SHORT = Ehr("short", "https://short.example", algorithm="RS384")
STRANGER = Ehr("stranger", "https://stranger.example")
TYPED_IN = "https://cards.example/typed-in-by-hand"
MINUTE = 60
QUARTER = 15 * MINUTE


def now() -> int:
    return int(time.time())


def shared_secret(algorithm: str) -> str:
    """A token signed with the public key as if that were a secret both sides knew."""
    hashes = {"HS256": hashlib.sha256, "HS384": hashlib.sha384}
    secret = public_pem(NORTH.key)
    return compact(
        NORTH.header(alg=algorithm),
        NORTH.claims(),
        lambda content: hmac.new(secret, content, hashes[algorithm]).digest(),
    )


def by_attacker(header: Json, **claims: Any) -> str:
    return compact(NORTH.header(**header), NORTH.claims(**claims), signer(private_key("attacker"), "ES384"))


def by_rsa(algorithm: str) -> str:
    """Signed with an RSA key that is NORTH's as well, under the header's own idea of the algorithm."""
    sign = signer(private_key("north", "RS384"), "RS384")
    return compact(NORTH.header(alg=algorithm, kid="rsa"), NORTH.claims(), sign)


def tampered_payload() -> str:
    header, _, signature = NORTH.token().split(".")
    return f"{header}.{segment(NORTH.claims(aud=ENDPOINT))}.{signature}"


def tampered_signature() -> str:
    token = NORTH.token()
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def aged(seconds: int, lifetime: int = 300) -> Json:
    """Claims of a token issued that long ago."""
    issued = now() - seconds
    return {"iat": issued, "exp": issued + lifetime}


def checks(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Which checks failed, as the log has it."""
    return [
        record.__dict__["data"]["check"]
        for record in caplog.records
        if record.getMessage() == "token refused"
    ]
