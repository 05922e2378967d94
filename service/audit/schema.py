"""The schema's version: bringing a database up to date, and saying why one cannot be read."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_240_114


class SchemaProblem(Exception):
    """The database's schema is not the one this program works with."""


def migrate(engine: Engine) -> None:
    """Bring the schema up to date; safe when several processes try at once.

    Raises:
        SchemaProblem: when the database was made by a newer program.
        SQLAlchemyError: when the database cannot be reached.
    """
    _make_folder(engine)
    with engine.begin() as connection:
        if _version(connection) == _head():
            return
        _wait_for_others(connection)
        _refuse_newer(_version(connection))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> None:
    """See that the database can be read, without changing anything.

    Raises:
        SchemaProblem: when it does not exist, or its schema is another.
        SQLAlchemyError: when it cannot be reached.
    """
    file = _file(engine)
    if file and not file.exists():
        raise SchemaProblem(f"there is no database at {file}")
    with engine.connect() as connection:
        version = _version(connection)
    _refuse_newer(version)
    if version != _head():
        raise SchemaProblem("the database's schema is not up to date; `criteria-cards migrate` makes it so")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _head() -> str | None:
    return _scripts().get_current_head()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(version: str | None) -> None:
    if version and version not in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaProblem("the database was made by a newer version of this program")


def _wait_for_others(connection: Connection) -> None:
    """Let one process at a time go on, for as long as a migration takes."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _file(engine: Engine) -> Path | None:
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def _make_folder(engine: Engine) -> None:
    """SQLite makes its file but not the folder."""
    file = _file(engine)
    if file:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
