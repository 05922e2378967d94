"""A request's turn to be worked on, of which a process has a few; who only waits for others gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore

_own: ContextVar[BoundedSemaphore | None] = ContextVar("turn", default=None)


@contextmanager
def turn(turns: BoundedSemaphore) -> Iterator[None]:
    """Take a turn on this thread."""
    with turns:
        token = _own.set(turns)
        try:
            yield
        finally:
            _own.reset(token)


@contextmanager
def turn_given_back() -> Iterator[None]:
    """Let others have this thread's turn, if it has one, until the block ends and there is one again."""
    turns = _own.get()
    if turns is None:
        yield
        return
    turns.release()
    try:
        yield
    finally:
        turns.acquire()
