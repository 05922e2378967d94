"""Verifies the JWT of a CDS client: who calls, for which endpoint, once.

What failed goes to the log; the caller only learns that the token was refused.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import jwt
import msgspec
from msgspec import Meta, Struct

from service.auth.clients import Client
from service.auth.key_sets import KeySet
from service.auth.used_tokens import UsedTokens
from service.errors import Unauthorized

LEEWAY_SECONDS = 30
MAX_LIFETIME_SECONDS = 15 * 60
_MAX_TOKEN_LENGTH = 8 * 1024
_MAX_AUDIENCE_LENGTH = 200
_MAX_AUDIENCES = 5

_NOTHING: Mapping[str, list[str]] = {}
_Seconds = Annotated[float, Meta(ge=0, le=1e11)]
_Part = TypeVar("_Part", bound=Struct)

_log = logging.getLogger("criteria_cards.auth")


class _Header(Struct):
    typ: str
    alg: str
    kid: str


class _Claims(Struct):
    iss: str
    aud: str | list[str]
    exp: _Seconds
    iat: _Seconds
    jti: Annotated[str, Meta(min_length=1, max_length=256)]
    tenant: str | None = None


class _Refused(Exception):
    """A check that failed, for the log: what was wrong, never what the token said."""


class Authenticator:
    """Tells which registered client sent a request; safe to share between threads."""

    def __init__(
        self, clients: Sequence[Client], used_tokens: UsedTokens, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._by_issuer: dict[str, dict[str | None, tuple[Client, KeySet]]] = {}
        for client in clients:
            tenants = self._by_issuer.setdefault(client.issuer, {})
            tenants[client.tenant] = client, KeySet(client, clock)
        self.used_tokens = used_tokens

    def authenticate(self, authorization: str | None, endpoint: str) -> Client:
        """The client whose valid token this is, for this very endpoint and for the first time.

        Raises:
            Unauthorized: when any check fails.
            NotChecked: when the store of used tokens does not say whether it is the first time.
        """
        name, compared = "", _NOTHING
        try:
            token = _token(authorization)
            header, claims = _parts(token)
            client, keys = self._registration(claims)
            name = client.name
            _verify(token, header, client, keys, endpoint)
            self._check_once(client, claims)
            return client
        except _Refused as error:
            check = str(error)
        except jwt.InvalidAudienceError as error:  # which is looked at after the signature
            check, compared = type(error).__name__, _compared(claims, client, endpoint)
        except jwt.PyJWTError as error:
            check = type(error).__name__
        _log.warning("token refused", extra={"data": {"check": check, "client": name, **compared}})
        raise Unauthorized("the token was refused", check)

    def give_back(self, authorization: str | None) -> None:
        """Let a token that was just taken be used once more, since its request has to be sent again."""
        _, claims = _parts(_token(authorization))
        self.used_tokens.give_back(claims.iss, claims.jti)

    def close(self) -> None:
        """Let go of the store of used tokens."""
        self.used_tokens.close()

    def key_sets(self) -> list[KeySet]:
        """The key sets of all clients."""
        return [keys for tenants in self._by_issuer.values() for _, keys in tenants.values()]

    def _registration(self, claims: _Claims) -> tuple[Client, KeySet]:
        """The client a token claims to be of; nothing of the claim is trusted but its name.

        A client without a tenant stands for every tenant of its issuer, unless
        the issuer has clients with one: then the token's must be among them.
        """
        tenants = self._by_issuer.get(claims.iss)
        if tenants is None:
            raise _Refused("this issuer is not registered")
        found = tenants.get(None if tenants.keys() == {None} else claims.tenant)
        if found is None:
            raise _Refused("this tenant is not registered")
        return found

    def _check_once(self, client: Client, claims: _Claims) -> None:
        if not 0 < claims.exp - claims.iat <= MAX_LIFETIME_SECONDS + LEEWAY_SECONDS:
            raise _Refused("it lives longer than 15 minutes, or ends before it begins")
        if not self.used_tokens.first_use(client.issuer, claims.jti, claims.exp + LEEWAY_SECONDS):
            raise _Refused("it was used before")


def _token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _Refused("there is no bearer token")
    if len(token) > _MAX_TOKEN_LENGTH:
        raise _Refused("it is too long")
    return token


def _parts(token: str) -> tuple[_Header, _Claims]:
    """What a token says of itself, of which nothing is proven yet."""
    parts = jwt.decode_complete(token, options={"verify_signature": False})
    return _read(parts["header"], _Header), _read(parts["payload"], _Claims)


def _read(part: Any, kind: type[_Part]) -> _Part:
    """The header or the claims; what is missing or of the wrong type is named, its value is not."""
    try:
        return msgspec.convert(part, kind)
    except msgspec.ValidationError as error:
        raise _Refused(str(error)) from error


def _verify(token: str, header: _Header, client: Client, keys: KeySet, endpoint: str) -> None:
    if header.typ != "JWT":
        raise _Refused("typ is not JWT")
    if header.alg not in client.algorithms:
        raise _Refused("this algorithm is not allowed")
    key = keys.key(header.kid, header.alg)
    if key is None:
        raise _Refused("the client has no key of this kid for this algorithm")
    jwt.decode(
        token,
        key,
        algorithms=client.algorithms,
        audience=[endpoint, *client.audiences],
        leeway=LEEWAY_SECONDS,
        options={"verify_sub": False, "enforce_minimum_key_length": True},
    )


def _compared(claims: _Claims, client: Client, endpoint: str) -> Mapping[str, list[str]]:
    """The audiences that came and those that are taken, of a token whose signature is the client's."""
    came = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    return {
        "aud": [each[:_MAX_AUDIENCE_LENGTH] for each in came[:_MAX_AUDIENCES]],
        "expected": [endpoint, *client.audiences],
    }
