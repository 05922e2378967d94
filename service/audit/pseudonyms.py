"""Pseudonyms of patients and users, by which only who has the operator's key can tell of whom a call was.

A pseudonym is HMAC-SHA-256 (RFC 2104) of an id under the key: the same for the same id, so that calls of one
patient belong together, and for whoever lacks the key no more than a number. Where there is no key nothing
is kept of either.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from pathlib import Path

from mappings.fhir.references import relative

MIN_KEY_LENGTH = 32
_LENGTH = 32


class Pseudonyms:
    """Makes pseudonyms by the first key; the others are of before, and known again."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        self._keys = tuple(keys)

    def __bool__(self) -> bool:
        """Whether there is a key."""
        return bool(self._keys)

    def patient(self, identity: str) -> str:
        """The pseudonym of a patient by the id in the EHR; empty without a key."""
        return next(iter(self.of_patient(identity)), "")

    def user(self, reference: str) -> str:
        """The pseudonym of a user by a reference, relative or not; empty without a key."""
        return next(iter(self.of_user(reference)), "")

    def of_patient(self, identity: str) -> list[str]:
        """The pseudonyms of a patient by every key, the present one first; `Patient/` may stand before."""
        return self._of(f"Patient/{identity.removeprefix('Patient/')}")

    def of_user(self, reference: str) -> list[str]:
        """The pseudonyms of a user by every key, the present one first, wherever they lead."""
        return self._of(f"user {relative(reference)}")

    def _of(self, named: str) -> list[str]:
        return [hmac.digest(key, named.encode(), "sha256").hex()[:_LENGTH] for key in self._keys]


def load_pseudonyms(path: Path) -> Pseudonyms:
    """The pseudonyms by the keys in a file, one on each line, the present one first.

    Raises:
        ValueError: when there is none, or one is too short to be a key.
        OSError: when the file cannot be read.
    """
    keys = [line.strip() for line in path.read_bytes().splitlines() if line.strip()]
    if not keys or min(map(len, keys)) < MIN_KEY_LENGTH:
        raise ValueError(f"expected keys of at least {MIN_KEY_LENGTH} characters, one on each line")
    return Pseudonyms(keys)
