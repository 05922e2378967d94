"""Signs tokens as a CDS client does, for trying a service out: the service itself signs nothing."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

SigningAlgorithm = Literal["ES384", "RS384"]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KEY_BITS = 2048
LIFETIME_SECONDS = 300
"""CDS Hooks 2.0 asks for no more than five minutes."""


class WrongKey(ValueError):
    """A file that holds no private key of ours: EC P-384 or RSA."""


def new_key(algorithm: SigningAlgorithm) -> PrivateKey:
    """A new private key."""
    if algorithm == "RS384":
        return rsa.generate_private_key(65537, KEY_BITS)
    return ec.generate_private_key(ec.SECP384R1())


def private_jwk(key: PrivateKey, kid: str) -> dict[str, Any]:
    """A private key as a JWK (RFC 7517), with its id and what it is for."""
    return {**_jwk(key), "kid": kid, "use": "sig", "alg": algorithm_of(key)}


def public_jwk(key: PrivateKey, kid: str) -> dict[str, Any]:
    """The public half, as a client's file registers it."""
    return {**_jwk(key.public_key()), "kid": kid, "use": "sig", "alg": algorithm_of(key)}


def read_key(path: Path) -> tuple[PrivateKey, str]:
    """A private key in a file, JWK or PEM, and its kid where it says one.

    Raises:
        OSError: when it cannot be read.
        WrongKey: when it holds none, or one of another kind.
    """
    content = path.read_bytes()
    try:
        if content.lstrip().startswith(b"{"):
            members = json.loads(content)
            return _usable(jwt.PyJWK(members, members.get("alg")).key), str(members.get("kid", ""))
        return _usable(load_pem_private_key(content, None)), ""
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise WrongKey(f"{path}: this is no private key, as JWK or PEM, EC P-384 or RSA") from error


def algorithm_of(key: PrivateKey) -> SigningAlgorithm:
    """What a key signs with."""
    return "RS384" if isinstance(key, rsa.RSAPrivateKey) else "ES384"


def signed_token(
    key: PrivateKey, kid: str, issuer: str, audience: str, seconds: int = LIFETIME_SECONDS, **claims: Any
) -> str:
    """A token for one endpoint (CDS Hooks 2.0, Trusting CDS Clients); `claims` go before those made here."""
    now = int(time.time())
    stated = {
        "iss": issuer,
        "aud": audience,
        "iat": min(now, now + seconds - 1),
        "exp": now + seconds,
        "jti": str(uuid4()),
    }
    headers = {"kid": kid, "typ": "JWT"}
    return jwt.encode({**stated, **claims}, key, algorithm_of(key), headers)


def _usable(key: Any) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp384r1":
        return key
    raise WrongKey("this key is of another kind")


def _jwk(key: Any) -> dict[str, Any]:
    family: Any = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey) else ECAlgorithm
    members: dict[str, Any] = family.to_jwk(key, as_dict=True)
    return {name: value for name, value in members.items() if name != "key_ops"}
