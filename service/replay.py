"""Remembers the tokens that were used, so that none is accepted twice, by whichever worker.

The store is shared by all workers. While it cannot be reached a worker falls
back on its own memory: a token is then refused when the same worker has seen
it, and calls keep being answered. The outage is logged.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import Column, Float, MetaData, String, Table, delete, insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

_log = logging.getLogger(__name__)

metadata = MetaData()
used_tokens = Table(
    "used_tokens",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("expires", Float, nullable=False, index=True),
)

_SWEEP_EVERY = 300.0


class ReplayStore:
    """The tokens used until they expire; of each only a digest of issuer and `jti` is kept."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._own: dict[str, float] = {}
        self._swept = 0.0

    def create(self) -> None:
        """Make the table where it does not exist."""
        metadata.create_all(self._engine, checkfirst=True)

    def first_use(self, issuer: str, jti: str, expires: float) -> bool:
        """Whether this token was never used before; from now on it was."""
        token = hashlib.sha256(f"{issuer}\n{jti}".encode()).hexdigest()
        if not self._first_here(token, expires):
            return False
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(used_tokens).values(token=token, expires=expires))
        except IntegrityError:
            return False
        except SQLAlchemyError as error:
            _log.warning(
                "replay store unreachable (%s): falling back on this worker's memory", type(error).__name__
            )
        else:
            self._sweep()
        return True

    def _first_here(self, token: str, expires: float) -> bool:
        now = self._clock()
        with self._lock:
            if len(self._own) > 10_000:
                self._own = {key: until for key, until in self._own.items() if until > now}
            if token in self._own:
                return False
            self._own[token] = expires
            return True

    def _sweep(self) -> None:
        """Forget expired tokens now and then."""
        now = self._clock()
        if now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        with self._engine.begin() as connection:
            connection.execute(delete(used_tokens).where(used_tokens.c.expires < now))
