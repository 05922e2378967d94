"""Waits for what happens in another thread or process, and no longer than it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60.0
_never = threading.Event()

T = TypeVar("T")


def until(
    condition: Callable[[], T],
    what: str,
    hopeless: Callable[[], bool] = lambda: False,
    seconds: float = PATIENCE,
) -> T:
    """Wait until a condition holds; what it gave then.

    Raises:
        AssertionError: when it does not hold in time, or never will.
    """
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        assert not hopeless(), f"never: {what}"
        _never.wait(0.01)
    return found
