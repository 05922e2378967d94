"""Digests by which a record is found: of a request's bytes and of an answer's.

They are SHA-256. What was recorded before schema 0004 has xxh3-128, which nobody can turn into the other
without the bytes; so it is looked for under both.
"""

from __future__ import annotations

import hashlib

from xxhash import xxh3_128_hexdigest


def digest(content: bytes) -> str:
    """Tells a request or an answer from any other; it is no secret and hides none."""
    return hashlib.sha256(content).hexdigest()


def digests(content: bytes) -> tuple[str, str]:
    """Those under which a record of it may stand."""
    return digest(content), xxh3_128_hexdigest(content)
