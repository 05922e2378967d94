"""Tells why a token would be refused, by the checks of the service itself; the token stays unused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jwt
from msgspec import Struct

from service.auth.auth import Authenticator
from service.auth.clients import Client
from service.auth.used_tokens import UsedTokens
from service.errors import Unauthorized

_WORDS = {
    "InvalidAudienceError": "it is for another service: set aud to the URL that is called, letter by letter",
    "ExpiredSignatureError": "it has ended: sign a new one for each call",
    "ImmatureSignatureError": "it is of the future: compare the clocks",
    "InvalidSignatureError": "the signature is not of the key that is registered under this kid",
    "DecodeError": "this is no token: three parts with dots between them are expected",
    "InvalidTokenError": "it is not as a token has to be",
    "InvalidAlgorithmError": "this algorithm is not allowed",
}


class TokenCheck(Struct, frozen=True, rename="camel"):
    """Whether a token would be taken for an endpoint, why not, and what it says."""

    taken: bool
    why: str
    client: str = ""
    says: dict[str, str] = {}
    expected: tuple[str, ...] = ()


class _NeverUsed(UsedTokens):
    """Takes every token for one that was not used, and keeps none."""

    def __init__(self) -> None:
        """There is no store behind it."""

    def first_use(self, *_: Any) -> bool:
        """Whether it is the first time."""
        return True


def check_token(token: str, clients: Sequence[Client], endpoint: str) -> TokenCheck:
    """What the service would make of a token that is sent to an endpoint."""
    says = _says(token)
    audiences = tuple(
        each for client in clients if client.issuer == says.get("iss") for each in client.audiences
    )
    expected = (endpoint, *audiences)
    try:
        client = Authenticator(clients, _NeverUsed()).authenticate(f"Bearer {token}", endpoint)
    except Unauthorized as error:
        return TokenCheck(False, _WORDS.get(error.check, error.check), "", says, expected)
    return TokenCheck(True, "it would be taken, once", client.name, says, expected)


def _says(token: str) -> dict[str, str]:
    """The parts of a token that decide, as it states them."""
    try:
        parts = jwt.decode_complete(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return {}
    header, claims = parts["header"], parts["payload"]
    found = {name: header.get(name) for name in ("alg", "kid", "typ")}
    found |= {name: claims.get(name) for name in ("iss", "tenant", "aud", "jti")}
    found |= {name: _moment(claims.get(name)) for name in ("iat", "exp")}
    return {name: str(value) for name, value in found.items() if value is not None}


def _moment(seconds: object) -> str | None:
    if not isinstance(seconds, int | float):
        return None
    moment = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    away = round(seconds - time.time())
    return f"{moment} ({'in' if away >= 0 else 'since'} {abs(away)} s)"
