"""Remembers the tokens that were used, so that none is accepted twice, by whichever worker.

The store is a table in a database that all workers share. While it does not
answer, a worker falls back on its own memory: it still refuses what it has
seen itself, and calls keep being answered. The outage is logged, the store is
never waited for long, and during an outage by one request in a while.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from service.audit.tables import seen_tokens

_ANSWER_TIMEOUT_SECONDS = 0.25
_RETRY_INTERVAL_SECONDS = 10.0
_FORGET_INTERVAL_SECONDS = 300.0

_log = logging.getLogger("criteria_cards.auth")


class UsedTokens:
    """The tokens used until they expire; of each only a digest of issuer and `jti` is kept."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="used-tokens")
        self._lock = threading.Lock()
        self._own: dict[str, float] = {}
        self._forget_at = 0.0
        self._sweep_at = 0.0
        self._resume_at = 0.0

    def first_use(self, issuer: str, jti: str, expires: float) -> bool:
        """Whether this token was never used before; from now on it was."""
        token = hashlib.sha256(f"{issuer}\n{jti}".encode(errors="surrogatepass")).hexdigest()
        if not self._first_here(token, expires):
            return False
        if not self._may_ask():
            return True
        try:
            first = self._writer.submit(self._first_anywhere, token, expires).result(_ANSWER_TIMEOUT_SECONDS)
        except Exception as error:  # whatever it is, the call is answered
            _log.warning("replay store unreachable", extra={"data": {"exception": type(error).__name__}})
            self._resume_at = self._clock() + _RETRY_INTERVAL_SECONDS
            return True
        self._resume_at = 0.0
        return first

    def close(self) -> None:
        """Let go of the store, once it has come back from what it was asked last."""
        self._writer.shutdown()
        self._engine.dispose()

    def _first_here(self, token: str, expires: float) -> bool:
        now = self._clock()
        with self._lock:
            if now >= self._forget_at:
                self._forget_at = now + _FORGET_INTERVAL_SECONDS
                self._own = {used: until for used, until in self._own.items() if until > now}
            if token in self._own:
                return False
            self._own[token] = expires
            return True

    def _may_ask(self) -> bool:
        """Whether the store is asked; after a failure one request in a while finds out for all."""
        now = self._clock()
        with self._lock:
            if now < self._resume_at:
                return False
            if self._resume_at:
                self._resume_at = now + _RETRY_INTERVAL_SECONDS
            return True

    def _first_anywhere(self, token: str, expires: float) -> bool:
        if self._clock() >= self._sweep_at:
            self._sweep()
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(seen_tokens).values(token=token, expires=expires))
        except IntegrityError:
            return False
        except SQLAlchemyError:
            self._sweep_at = 0.0  # the table may be gone
            raise
        return True

    def _sweep(self) -> None:
        """Make the table where it is not there, and forget what has expired."""
        now = self._clock()
        with suppress(IntegrityError), self._engine.begin() as connection:  # another worker makes it as well
            connection.execute(CreateTable(seen_tokens, if_not_exists=True))
        with self._engine.begin() as connection:
            connection.execute(delete(seen_tokens).where(seen_tokens.c.expires <= now))
        self._sweep_at = now + _FORGET_INTERVAL_SECONDS
