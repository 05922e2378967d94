"""The keys in a JWK set (RFC 7517), as far as they can verify a signature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jwt

Keys = dict[tuple[str, str], jwt.PyJWK]
"""By `kid` and algorithm: a key verifies what it is for and nothing else."""

_RSA_ALGORITHMS = ("RS256", "RS384", "RS512")


def keys_in(content: bytes) -> Keys:
    """The keys of a JWK set that are for signatures.

    Raises:
        ValueError: when it is no JWK set, holds a private key, or none that can be used.
    """
    document = json.loads(content)
    listed = document.get("keys") if isinstance(document, dict) else None
    jwks = [jwk for jwk in listed if isinstance(jwk, dict)] if isinstance(listed, list) else []
    if any("d" in jwk for jwk in jwks):
        raise ValueError("this holds a private key; give the public keys alone")
    keys = {(jwk["kid"], key.algorithm_name): key for jwk in jwks for key in _keys_of(jwk)}
    if not keys:
        raise ValueError("this is no JWK set with an EC or RSA key that has a kid")
    return keys


def _keys_of(jwk: dict[str, Any]) -> Iterator[jwt.PyJWK]:
    """The key once for each algorithm it is for; an RSA key need not say for which."""
    named = isinstance(jwk.get("kid"), str) and jwk["kid"]
    if not named or jwk.get("kty") not in ("EC", "RSA") or jwk.get("use", "sig") != "sig":
        return
    any_rsa = jwk["kty"] == "RSA" and "alg" not in jwk
    for algorithm in _RSA_ALGORITHMS if any_rsa else (None,):
        try:
            yield jwt.PyJWK(jwk, algorithm)
        except (jwt.PyJWTError, ValueError, TypeError):
            return
