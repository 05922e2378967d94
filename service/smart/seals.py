"""Seals: authenticated encryption (AES-256-GCM) of what a row or a page carries for a browser.

A session's key is derived (HKDF, RFC 5869) from the operator's key and the secret in the
browser's cookie: neither the database with the operator's key nor the cookie alone opens anything.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


def digest(secret: str) -> str:
    """By which a secret is known again, and not told (SHA-256; the secrets are random)."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


class SealBroken(Exception):
    """What was opened is not what was sealed here, for this purpose, under this key."""


class Seal:
    """Seals bytes for one session; each purpose is another one."""

    def __init__(self, operators_key: bytes, session: str, secret: str) -> None:
        derivation = HKDF(SHA256(), KEY_BYTES, salt=session.encode(), info=secret.encode())
        self._cipher = AESGCM(derivation.derive(operators_key))

    def close(self, content: bytes, purpose: str) -> bytes:
        """The content, sealed for a purpose."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """What was sealed for that purpose.

        Raises:
            SealBroken: when it was not, or not under this key.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
