"""A clock that stands until it is moved, and the key that sessions are encrypted with."""

from __future__ import annotations

KEY = bytes(range(32))


class Moments:
    """Seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """The moment that it is."""
        return self.now
