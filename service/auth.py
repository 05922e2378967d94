"""Verifies the JWT of a CDS client: who calls, for which endpoint, once.

What failed goes to the log; the caller only learns that the token was refused.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import jwt

from service.clients import Client
from service.errors import Unauthorized
from service.key_sets import KeySet
from service.replay import ReplayStore

LEEWAY_SECONDS = 30
LONGEST_LIFETIME_SECONDS = 15 * 60
_REQUIRED = ["iss", "aud", "exp", "iat", "jti"]
_LONGEST_JTI = 256

_log = logging.getLogger(__name__)


class _Refused(Exception):
    """A check that failed, for the log."""


class Authenticator:
    """Tells which registered client sent a request."""

    def __init__(self, clients: Sequence[Client], replay: ReplayStore) -> None:
        self._registered = {(client.issuer, client.tenant): (client, KeySet(client)) for client in clients}
        self._replay = replay

    def authenticate(self, authorization: str | None, endpoint: str) -> Client:
        """The client whose valid token this is, for this very endpoint and for the first time.

        Raises:
            Unauthorized: when any check fails.
        """
        try:
            return self._verified(authorization, endpoint)
        except _Refused as error:
            _log.warning("token refused: %s", error)
        except jwt.PyJWTError as error:
            _log.warning("token refused: %s", type(error).__name__)
        raise Unauthorized("the token was refused")

    def _verified(self, authorization: str | None, endpoint: str) -> Client:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _Refused("no bearer token")
        header = jwt.get_unverified_header(token)
        client, keys = self._registration(token)
        if header.get("typ") != "JWT":
            raise _Refused("typ is not JWT")
        if header.get("alg") not in client.algorithms:
            raise _Refused("algorithm not allowed for this client")
        key = keys.key(str(header.get("kid", "")))
        if key is None:
            raise _Refused("no key of this kid")
        claims = jwt.decode(
            token,
            key.key,
            algorithms=[str(header["alg"])],
            audience=[endpoint, *client.audiences],
            issuer=client.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )
        self._check_once(client, claims)
        return client

    def _registration(self, token: str) -> tuple[Client, KeySet]:
        """The client a token claims to be of; nothing of the claim is trusted but its name."""
        claims = jwt.decode(token, options={"verify_signature": False})
        issuer, tenant = claims.get("iss"), claims.get("tenant")
        found = self._registered.get((str(issuer), None if tenant is None else str(tenant)))
        found = found or self._registered.get((str(issuer), None))
        if found is None:
            raise _Refused("issuer and tenant are not registered")
        return found

    def _check_once(self, client: Client, claims: dict[str, Any]) -> None:
        lifetime = float(claims["exp"]) - float(claims["iat"])
        if not 0 < lifetime <= LONGEST_LIFETIME_SECONDS + LEEWAY_SECONDS:
            raise _Refused("lifetime out of bounds")
        jti = claims["jti"]
        if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI:
            raise _Refused("jti is no short string")
        if not self._replay.first_use(client.issuer, jti, float(claims["exp"]) + LEEWAY_SECONDS):
            raise _Refused("token used before")
