"""A SMART app registration: how the worksheet is known to an EHR's authorization server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, TypeAlias
from warnings import catch_warnings

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey, import_key
from pydantic import AnyHttpUrl, Field, model_validator

from criteria.strict_model import Strict, Text, written_as
from service.settings import Origin

SigningKey: TypeAlias = RSAKey | ECKey
MIN_RSA_BITS = 2048
_CURVE = "P-384"
Scope = Annotated[str, written_as(r"[!#-\[\]-~]+", "one scope, without blanks")]


class SmartApp(Strict):
    """One registration of the worksheet as a SMART app; without a secret or a key it is a public client."""

    client_id: Text
    """The id that the EHR gave it."""
    iss: AnyHttpUrl | None = None
    """The FHIR base that launches it; needed where the client has several `fhir_servers`."""
    secret_file: Path | None = None
    """A confidential client's secret."""
    key_file: Path | None = None
    """A confidential client's private key: RSA signs RS384, EC on P-384 signs ES384."""
    standalone: bool = False
    """Whether it may also be opened from outside the EHR."""
    extra_scopes: tuple[Scope, ...] = ()
    """Scopes that this EHR wants to be asked for besides."""
    omit_scopes: tuple[Scope, ...] = ()
    """Scopes that it is not to be asked for; what they would allow cannot be done then."""
    frame_ancestors: tuple[Origin, ...] = Field((), examples=[["https://ehr.example"]])
    """The origins whose pages may show the worksheet in a frame."""

    @model_validator(mode="after")
    def _one_secret(self) -> SmartApp:
        if self.secret_file and self.key_file:
            raise ValueError("give either secret_file or key_file")
        return self


def wrong_secret(path: Path) -> str:
    """What is wrong with a secret's file; nothing where it is one line of text."""
    try:
        read_secret(path)
    except ValueError as error:
        return str(error)
    return ""


def read_secret(path: Path) -> str:
    """A client's secret.

    Raises:
        ValueError: when the file does not hold one line of printable ASCII.
    """
    secret = path.read_bytes().strip()
    if not secret or not secret.isascii() or not secret.decode().isprintable():
        raise ValueError("expected a file with the secret in one line")
    return secret.decode()


def wrong_key(path: Path) -> str:
    """What is wrong with a private key's file; nothing where it can sign."""
    try:
        read_key(path)
    except ValueError as error:
        return str(error)
    return ""


def read_key(path: Path) -> SigningKey:
    """A client's private key, with its `kid` (its own, else its thumbprint, RFC 7638), `alg` and `use`.

    Raises:
        ValueError: when the file holds none, or a weaker one than SMART asks for.
    """
    with catch_warnings(action="ignore", category=SecurityWarning):  # of short keys, which are refused
        key = _imported(path.read_bytes())
    if isinstance(key, RSAKey):
        right, algorithm = key.raw_value.key_size >= MIN_RSA_BITS, "RS384"
    else:
        right, algorithm = key.curve_name == _CURVE, "ES384"
    if not key.is_private:
        raise ValueError("expected a private key; this is a public one")
    if not right:
        raise ValueError(f"expected RSA of at least {MIN_RSA_BITS} bits, or EC on {_CURVE}")
    named = {"kid": key.kid or key.thumbprint(), "alg": algorithm, "use": "sig"}
    return _jwk({**key.as_dict(private=True), **named})


def _imported(content: bytes) -> SigningKey:
    """A key as PEM or as one JWK."""
    try:
        if content.lstrip().startswith(b"{"):
            return _jwk(json.loads(content))
        is_rsa = isinstance(load_pem_private_key(content, password=None), RSAPrivateKey)
        return RSAKey.import_key(content) if is_rsa else ECKey.import_key(content)
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm) as error:
        raise ValueError(
            "expected a private key, RSA or EC, as PEM without a password or as one JWK"
        ) from error


def _jwk(members: dict[str, Any]) -> SigningKey:
    key = import_key(members)
    if not isinstance(key, RSAKey | ECKey):
        raise TypeError("neither RSA nor EC")
    return key
