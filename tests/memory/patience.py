"""Waits for what happens in another thread or process, and no longer than it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_never = threading.Event()


def until(happened: Callable[[], object], what: str, within: float = 20.0) -> None:
    """Return as soon as something has happened.

    Raises:
        AssertionError: when it has not in time.
    """
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        _never.wait(0.01)
