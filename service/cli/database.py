"""The audit database, as a command opens it for its own time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Engine

from service.audit.engines import connect


@contextmanager
def database(url: str) -> Iterator[Engine]:
    """An engine; its connections end with the block."""
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()
