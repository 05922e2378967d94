"""What cannot be shipped: set aside, left alone or kept, and nothing else is held back by it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from service.audit.audit_log import AuditLog
from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord, encode
from service.audit.refused import store_again
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.schema import migrate
from service.audit.shipper import Shipper
from service.audit.spool import Spool
from service.audit.tables import metadata
from tests.service.audit.orphans import ROOMY, leave_behind
from tests.service.audit.reading import stored_ids
from tests.support.running.waiting import until

_UNREADABLE = {
    "no JSON": b"what is this",
    "torn in the middle": b'{"type":"feedback","id":"x","a',
    "a lone surrogate": b'{"type":"feedback","comment":"\\ud800"}',
    "zeros after a power cut": bytes(4096),
    "an unknown kind": b'{"type":"reminder","id":"x"}',
    "a missing member": b'{"type":"feedback","id":"x"}',
    "no UTF-8": b'{"type":"feedback","comment":"\xff"}',
}


@pytest.mark.parametrize("line", _UNREADABLE.values(), ids=_UNREADABLE.keys())
def test_a_line_that_cannot_be_read_is_set_aside_and_keeps_nothing_back(
    line: bytes, tmp_path: Path, evaluation: Callable[..., CallRecord], caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'criteria-cards.db'}")
    migrate(engine)
    spool = Spool(tmp_path / "spool", ROOMY)
    spool.open()
    before = [encode(evaluation(f"a{number}")) + b"\n" for number in range(10, 17)]
    after = [encode(evaluation(f"b{number}")) + b"\n" for number in range(10, 40)]
    leave_behind(spool.folder, "dead", *before, line + b"\n", *after)
    Shipper(spool, RuleSnapshots(spool.folder), engine).ship()
    assert stored_ids(engine) == sorted(
        [f"a{number}" for number in range(10, 17)] + [f"b{number}" for number in range(10, 40)]
    )
    engine.dispose()
    assert [path.read_bytes() for path in spool.folder.glob("*.refused")] == [line + b"\n"]
    spool.close()
    assert [record.message for record in caplog.records] == ["an event was refused and set aside"]


def test_an_event_that_postgresql_refuses_is_set_aside_and_can_be_shipped_once_it_is_mended(
    tmp_path: Path,
    postgresql_engine: Engine,
    feedback: Callable[..., FeedbackRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    spool = Spool(tmp_path / "spool", ROOMY)
    spool.open()
    spool.append([feedback("1"), feedback("2", comment="nul \0 secret"), feedback("3")])
    shipper = Shipper(spool, RuleSnapshots(spool.folder), postgresql_engine)
    shipper.ship()
    assert stored_ids(postgresql_engine) == ["1", "3"]
    assert "secret" not in "".join(f"{record.message} {vars(record)}" for record in caplog.records)
    (refused,) = spool.folder.glob("*.refused")
    assert refused.stat().st_mode & 0o077 == 0
    assert store_again(spool.folder, postgresql_engine) == (0, 1)
    (refused,) = spool.folder.glob("*.refused")
    refused.write_bytes(refused.read_bytes().replace(b"\\u0000", b""))
    assert store_again(spool.folder, postgresql_engine) == (1, 0)
    assert list(spool.folder.glob("*.refused")) == []
    spool.close()
    assert stored_ids(postgresql_engine) == ["1", "2", "3"]


def test_a_database_that_takes_nothing_leaves_everything_in_the_spool(
    shipper: Shipper, spool: Spool, engine: Engine, feedback: Callable[..., FeedbackRecord]
) -> None:
    shipper.ship()
    rename(engine, "feedback", "elsewhere")
    spool.append([feedback("1")])
    with pytest.raises(SQLAlchemyError):
        shipper.ship()
    assert spool.size > 0
    assert list(spool.folder.glob("*.refused")) == []
    rename(engine, "elsewhere", "feedback")
    shipper.ship()
    assert stored_ids(engine) == ["1"]


def rename(engine: Engine, table: str, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_a_database_that_comes_back_empty_gets_its_tables_again(
    database: str, tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    memory = AuditLog(database, tmp_path / "spool", ROOMY)
    memory.shipper.start()
    until(lambda: not memory.shipper.database_problem, "the database is reached")
    with memory.engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    memory.record_durably([feedback("1")])
    until(lambda: not memory.spool.size, "the event is shipped")
    assert stored_ids(memory.engine) == ["1"]
    memory.shipper.stop()
    memory.engine.dispose()


def test_an_unreadable_file_keeps_no_other_back(
    shipper: Shipper,
    spool: Spool,
    engine: Engine,
    evaluation: Callable[..., CallRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    (spool.folder / "a-folder.jsonl").mkdir()
    leave_behind(spool.folder, "b", encode(evaluation("1")) + b"\n")
    shipper.ship()
    shipper.ship()
    assert stored_ids(engine) == ["1"]
    assert [r.message for r in caplog.records] == ["a spool file is left alone until the next start"]


def test_an_evaluation_that_cannot_be_kept_is_counted_and_logged_without_content(
    tmp_path: Path, evaluation: Callable[..., CallRecord], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in-the-way").write_text("")
    memory = AuditLog("sqlite://", tmp_path / "in-the-way" / "spool", ROOMY)
    assert not memory.record(evaluation("1", digest="secret"))
    assert not memory.record(evaluation("2", site="\ud800"))
    assert memory.dropped == 2
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    assert "secret" not in "".join(f"{record.message} {vars(record)}" for record in caplog.records)
