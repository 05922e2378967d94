"""The table of used tokens, in a database that all workers share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

from sqlalchemy import delete, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from service.audit.tables import seen_tokens


class TokenTable:
    """Used tokens until they expire. Every method may raise whatever the database's driver does."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        self._insert = insert(seen_tokens).on_conflict_do_nothing().returning(seen_tokens.c.token)

    def prepare(self, now: float) -> None:
        """Make the table where it is not there, which few roles may, and forget what has expired."""
        with suppress(IntegrityError), self._engine.begin() as connection:  # another worker makes it as well
            if not inspect(connection).has_table(seen_tokens.name):
                connection.execute(CreateTable(seen_tokens, if_not_exists=True))
        with self._engine.begin() as connection:
            connection.execute(delete(seen_tokens).where(seen_tokens.c.expires <= now))

    def take(self, used: Mapping[str, float], given_back: Collection[str]) -> set[str]:
        """Forget what was given back, and note what is used until when; those that nobody used before.

        In one transaction for all of them, and in order, so that two workers cannot wait for each other.
        """
        with self._engine.begin() as connection:
            if given_back:
                connection.execute(delete(seen_tokens).where(seen_tokens.c.token.in_(given_back)))
            if not used:
                return set()
            rows = [{"token": token, "expires": expires} for token, expires in sorted(used.items())]
            return set(connection.execute(self._insert, rows).scalars())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
