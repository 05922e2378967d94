"""The tokens of the small EHR: right ones, and those that a service has to refuse."""

from __future__ import annotations

import time
from typing import NamedTuple
from uuid import uuid4

import jwt

from service.auth.signing import PrivateKey, new_key, signed_token
from service.simulator.recipe import TokenKind

_EXPIRED_SECONDS = -600


class SigningClient(NamedTuple):
    """Who signs: the issuer as the service has it registered, the key and its id."""

    issuer: str
    key: PrivateKey
    kid: str
    tenant: str = ""


def authorization(kind: TokenKind, client: SigningClient | None, url: str) -> str:
    """The Authorization header of a call to a URL; empty where there is no token.

    `url` is that of a service; a wrong audience is that of discovery.
    """
    if kind is TokenKind.NONE or client is None:
        return ""
    claims = {"tenant": client.tenant} if client.tenant else {}
    key, audience, seconds = client.key, url, 300
    match kind:
        case TokenKind.UNSIGNED:
            return f"Bearer {_unsigned(client, url)}"
        case TokenKind.WRONG_AUDIENCE:
            audience = url.rpartition("/")[0]
        case TokenKind.EXPIRED:
            seconds = _EXPIRED_SECONDS
        case TokenKind.UNKNOWN_KEY:
            key = new_key("ES384")
    return f"Bearer {signed_token(key, client.kid, client.issuer, audience, seconds, **claims)}"


def _unsigned(client: SigningClient, url: str) -> str:
    now = int(time.time())
    claims = {"iss": client.issuer, "aud": url, "iat": now, "exp": now + 300, "jti": str(uuid4())}
    return jwt.encode(claims, "", "none", {"kid": client.kid})
