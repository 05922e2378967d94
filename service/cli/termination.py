"""Ends a command that is told to end as an error would: what it keeps for the while of it is removed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_orderly() -> Iterator[None]:
    """Let SIGTERM end what runs inside by an exception, as Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
