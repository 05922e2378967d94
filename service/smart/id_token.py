"""The id_token: who the user is (OpenID Connect Core, 3.1.3.7; SMART App Launch 2.2, identity data)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, KeySet, RSAKey, import_key
from joserfc.jws import JWSRegistry
from msgspec import Struct

from service.auth.smart_app import MIN_RSA_BITS
from service.errors import LaunchRefused

ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
_LEEWAY_SECONDS = 60
_USER = re.compile(r"(?:(?P<base>https?://\S+)/)?(?P<reference>[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})")


class KeysOf(Struct, frozen=True):
    """A JWK set as it comes."""

    keys: list[dict[str, Any]]


class Expected(Struct, frozen=True):
    """Whose an id_token has to be, for whom, of which request, beside which access token."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


def verified(id_token: str, keys: KeysOf, expected: Expected, now: float) -> Mapping[str, Any]:
    """The claims of an id_token, each of them checked, at a moment in seconds since 1970.

    Raises:
        LaunchRefused: when it is not of that issuer, for this app and this request, signed and unexpired.
    """
    try:
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        key_set = KeySet([each for key in keys.keys for each in _verifying(key)])
        token = jwt.decode(id_token, key_set, registry=registry)
        options = {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        }
        params = {
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        }
        claims: Any = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=int(now), leeway=_LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise LaunchRefused(f"the EHR's id_token was refused: {type(error).__name__}") from error
    return dict(claims)


def user_of(claims: Mapping[str, Any], fhir_base: str) -> str:
    """The reference to the user: relative on the FHIR server itself, else with its base; empty for none."""
    found = _USER.fullmatch(str(claims.get("fhirUser") or claims.get("profile") or ""))
    if found is None:
        return ""
    is_here = found["base"] is None or found["base"] == fhir_base.rstrip("/")
    return found["reference"] if is_here else found[0]


def _verifying(key: dict[str, Any]) -> Iterator[RSAKey | ECKey]:
    """The key, where it is one that these algorithms are verified by, and is no weak one."""
    if key.get("kty") not in ("RSA", "EC") or key.get("use", "sig") != "sig":
        return
    with suppress(JoseError, SecurityWarning, ValueError, TypeError):
        imported = import_key({name: value for name, value in key.items() if name != "key_ops"})
        is_strong = isinstance(imported, RSAKey) and imported.raw_value.key_size >= MIN_RSA_BITS
        if isinstance(imported, RSAKey | ECKey) and (is_strong or isinstance(imported, ECKey)):
            yield imported
