"""Engines for the audit database: SQLite embedded, or PostgreSQL.

Nothing here waits long for a database that does not answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine import Connection, Engine

from service.audit.sqlite_file import watch

_CONNECT_TIMEOUT_SECONDS = 2
_STATEMENT_TIMEOUT_SECONDS = 10


def connect(url: str, durable: bool = False) -> Engine:
    """An engine that gives up on a dead server; where it is durable, what it commits outlives a power cut."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _CONNECT_TIMEOUT_SECONDS})
        event.listen(engine, "connect", partial(_sqlite_connected, durable))
        watch(engine)
        return engine
    arguments = {
        "client_encoding": "utf8",  # of a database made without an encoding the driver gives bytes, not text
        "connect_timeout": _CONNECT_TIMEOUT_SECONDS,
        "tcp_user_timeout": _STATEMENT_TIMEOUT_SECONDS * 1000,
        "keepalives_idle": _STATEMENT_TIMEOUT_SECONDS,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    engine = create_engine(
        url, pool_pre_ping=True, pool_timeout=_CONNECT_TIMEOUT_SECONDS, connect_args=arguments
    )
    event.listen(engine, "begin", partial(_postgresql_begun, durable))
    return engine


@contextmanager
def consistent_read(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it was at the first look, whatever is written meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            connection.exec_driver_sql("BEGIN")
        yield connection


def _sqlite_connected(durable: bool, connection: Any, _: Any) -> None:
    try:
        connection.execute("PRAGMA journal_mode=WAL")  # readers do not wait for the writer
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    except Exception:
        connection.close()  # what fails here is never given to the pool, which would
        raise


def _postgresql_begun(durable: bool, connection: Connection) -> None:
    """Set by transaction, since a connection may be one that a pooler shares."""
    connection.exec_driver_sql(
        f"SELECT set_config('statement_timeout', '{_STATEMENT_TIMEOUT_SECONDS}s', true),"
        f" set_config('synchronous_commit', '{'on' if durable else 'off'}', true)"
    )
