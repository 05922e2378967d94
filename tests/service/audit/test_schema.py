"""The schema: made by migrations, equal to what the program uses, and made once however many try."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord
from service.audit.schema import MIGRATIONS, SchemaProblem, check, migrate
from service.audit.tables import evaluations, metadata, seen_tokens, store
from service.audit.tables import feedback as said
from service.auth.used_tokens import UsedTokens
from tests.support.running.waiting import until


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def migrating(url: str, data: Path) -> subprocess.Popen[bytes]:
    program = str(Path(sys.executable).with_name("criteria-cards"))
    settings = {"CRITERIA_CARDS_DATABASE_URL": url, "CRITERIA_CARDS_DATA": str(data)}
    return subprocess.Popen([program, "migrate"], env=os.environ | settings)


def test_the_migrations_make_exactly_the_tables_of_the_program(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_difference_would_be_found(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE feedback DROP COLUMN comment"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) != []


def test_a_second_time_nothing_is_left_to_do(engine: Engine) -> None:
    migrate(engine)
    check(engine)


def test_a_migration_can_be_taken_back(engine: Engine) -> None:
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_what_was_recorded_before_editions_were_is_kept_without_one(
    engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    with engine.begin() as connection:
        store(connection, [evaluation("before")])
    downgrade(engine, "0001")
    migrate(engine)
    with engine.connect() as connection:
        found = select(evaluations.c.id, evaluations.c.digest, evaluations.c.edition, evaluations.c.answer)
        assert connection.execute(found).all() == [("before", "d1", "", "")]


def test_what_was_recorded_before_the_trail_was_is_of_nobody(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    with engine.begin() as connection:
        store(connection, [evaluation("before"), feedback("said")])
    downgrade(engine, "0003")
    migrate(engine)
    with engine.connect() as connection:
        of = select(evaluations.c.id, evaluations.c.hook_instance, evaluations.c.patient, evaluations.c.user)
        assert connection.execute(of).all() == [("before", "", "", "")]
        assert connection.execute(select(said.c.id, said.c.request)).all() == [("said", "")]


def test_several_processes_may_begin_at_once(database: str, tmp_path: Path) -> None:
    started = [migrating(database, tmp_path) for _ in range(4)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0, 0]
    engine = connect(database)
    check(engine)
    engine.dispose()


def test_a_database_without_an_encoding_will_do(postgresql_url: str) -> None:
    outside = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    inside = connect(str(outside.url.set(database="ascii")))
    with outside.connect() as connection:
        connection.execute(text("CREATE DATABASE ascii ENCODING SQL_ASCII LOCALE 'C' TEMPLATE template0"))
        try:
            migrate(inside)
            check(inside)
        finally:
            inside.dispose()
            connection.execute(text("DROP DATABASE ascii"))
    outside.dispose()


def test_no_time_limit_holds_for_a_migration(postgresql_url: str) -> None:
    engine = connect(postgresql_url)
    with engine.begin() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "10s"
        connection.execute(text("CREATE TABLE limits (in_force text)"))
        connection.execute(text(_NOTE_THE_LIMIT))
        connection.execute(text("CREATE EVENT TRIGGER noting ON ddl_command_start EXECUTE FUNCTION note()"))
    migrate(engine)
    with engine.connect() as connection:
        noted = connection.execute(text("SELECT DISTINCT in_force FROM limits")).scalars().all()
    engine.dispose()
    assert noted == ["0"]


_NOTE_THE_LIMIT = """
    CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO limits VALUES (current_setting('statement_timeout'));
    END $$
"""


def test_a_migration_waits_for_another(postgresql_url: str, tmp_path: Path) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    engine = connect(postgresql_url)
    with engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(7240114)"))
        started = migrating(postgresql_url, tmp_path)
        until(lambda: other.execute(waiting).scalar_one() == 1, "the migration waits")
        assert not inspect(engine).has_table("feedback")
    assert started.wait(timeout=60) == 0
    check(engine)
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (migrate, check):
        with pytest.raises(SchemaProblem, match="newer version"):
            use(engine)


def test_a_database_without_tables_cannot_be_read_and_stays_without(database: str, tmp_path: Path) -> None:
    engine = connect(database)
    with pytest.raises(SchemaProblem):
        check(engine)
    if engine.dialect.name == "sqlite":
        assert not (tmp_path / "database").exists()
    else:
        assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_embedded_database_is_nobody_elses_to_read(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'criteria-cards.db'}")
    migrate(engine)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    engine.dispose()


@pytest.mark.parametrize("durable", [True, False])
def test_what_leaves_the_spool_outlives_a_power_cut_and_a_seen_token_need_not(
    durable: bool, tmp_path: Path, postgresql_url: str
) -> None:
    embedded = connect(f"sqlite:///{tmp_path / 'criteria-cards.db'}", durable)
    with embedded.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == (2 if durable else 1)
    embedded.dispose()
    server = connect(postgresql_url, durable)
    with server.connect() as connection:
        setting = connection.execute(text("SHOW synchronous_commit")).scalar_one()
        assert setting == ("on" if durable else "off")
    server.dispose()


def test_tokens_that_were_seen_before_the_migration_stay(database: str, tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    engine = connect(database)
    store = UsedTokens(engine)
    assert store.first_use("issuer", "jti", time.time() + 60)
    store.close()  # which waits for the table, as no call does for long
    assert inspect(engine).get_table_names() == ["seen_tokens"]
    seen = rows(engine)
    migrate(engine)
    assert rows(engine) == seen
    assert len(seen) == 1
    engine.dispose()


def rows(engine: Engine) -> list[tuple[str, float]]:
    """The used tokens on record."""
    with engine.connect() as connection:
        return [(row.token, row.expires) for row in connection.execute(select(seen_tokens))]
