"""Made-up EHRs: their keys, the tokens they sign, how an operator registers them, the calls they make."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import jwt
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from pydantic import AnyHttpUrl

from service.settings import Settings
from service.web.app import create_app
from tests.support.fhir import Json
from tests.support.hook_calls import bare_order_select

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

PUBLIC = "https://cards.example/behavioral"
"""Where the service says that it is, as if a proxy served it below a path."""
CALL = "/cds-services/criteria-order-select"
ENDPOINT = f"{PUBLIC}{CALL}"


def private_key(name: str, algorithm: str = "ES384") -> PrivateKey:
    """The key of that name for that algorithm, the same one each time."""
    return _generated(name, algorithm)


@cache
def _generated(name: str, algorithm: str) -> PrivateKey:
    if algorithm.startswith("RS"):
        return rsa.generate_private_key(65537, 1024 if name == "short" else 2048)
    return ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())


def public_jwk(key: PrivateKey, kid: str, **members: str) -> Json:
    """The public half as it stands in a JWK set."""
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return {**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": kid, **members}
    return {**ECAlgorithm.to_jwk(public, as_dict=True), "kid": kid, **members}


def public_pem(key: PrivateKey) -> bytes:
    """The public half as a text that a careless verifier would take for a shared secret."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def segment(part: Any) -> str:
    """One part of a token: JSON, or bytes as they are, in base64url."""
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def compact(header: Json, claims: Any, sign: Callable[[bytes], bytes]) -> str:
    """A token of whatever parts, with whatever stands in for a signature."""
    signed = f"{segment(header)}.{segment(claims)}"
    return f"{signed}.{segment(sign(signed.encode()))}"


def signer(key: PrivateKey, algorithm: str) -> Callable[[bytes], bytes]:
    """What signs with a key as that algorithm does."""
    chosen = jwt.get_algorithm_by_name(algorithm)
    return lambda content: chosen.sign(content, key)


class Ehr(NamedTuple):
    """A CDS client and its key."""

    name: str
    issuer: str
    tenant: str | None = None
    algorithm: str = "ES384"
    kid: str = "first"

    @property
    def key(self) -> PrivateKey:
        """Its private key."""
        return private_key(self.name, self.algorithm)

    def jwks(self) -> bytes:
        """Its public keys as it publishes them."""
        return json.dumps({"keys": [public_jwk(self.key, self.kid)]}).encode()

    def header(self, **changes: Any) -> Json:
        """The header of its tokens; a change to None leaves a member out."""
        return _given({"alg": self.algorithm, "kid": self.kid, "typ": "JWT"} | changes)

    def claims(self, **changes: Any) -> Json:
        """The claims of its tokens, for one call, for five minutes; a change to None leaves one out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": ENDPOINT,
            "exp": now + 300,
            "iat": now,
            "jti": str(uuid4()),
            "tenant": self.tenant,
        }
        return _given(claims | changes)

    def token(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """A signed token, never used before."""
        return compact(
            self.header(**(header or {})), self.claims(**changes), signer(self.key, self.algorithm)
        )

    def bearer(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """The Authorization header with such a token."""
        return f"Bearer {self.token(header, **changes)}"


def registered(ehr: Ehr, folder: Path, **more: Any) -> Json:
    """The entry of an EHR in the clients' file, with its key file written."""
    entry: Json = {"name": ehr.name, "issuer": ehr.issuer, **more}
    if ehr.tenant is not None:
        entry["tenant"] = ehr.tenant
    if "jwks_url" not in entry:
        (folder / f"{ehr.name}.jwks.json").write_bytes(ehr.jwks())
        entry["jwks_file"] = f"{ehr.name}.jwks.json"
    return entry


def clients_file(folder: Path, *entries: Json) -> Path:
    """The clients' file of these entries."""
    path = folder / "clients.yaml"
    path.write_text(yaml.safe_dump({"clients": list(entries)}), encoding="utf-8")
    return path


def application(folder: Path, *entries: Json, **changes: Any) -> Flask:
    """The service as an operator runs it for these EHRs, with its data in the folder."""
    settings = {
        "clients": clients_file(folder, *entries),
        "public_url": AnyHttpUrl(PUBLIC),
        "data": folder,
        "site": "",
        "require_token": True,
        "allow_as_of": True,
        "allow_loopback_fhir": False,
        "cors_origins": (),
        "allow_loopback_origins": False,
    }
    return create_app(Settings.model_validate(settings | changes))


def call(client: FlaskClient, authorization: str | None = None, body: Any = None) -> Any:
    """The answer to a call."""
    headers = {} if authorization is None else {"Authorization": authorization}
    return client.post(CALL, json=bare_order_select() if body is None else body, headers=headers)


def _given(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
