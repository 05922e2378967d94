"""The spool's file and the database's are removed, replaced or damaged: what was acknowledged is kept."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.schema import migrate
from service.audit.shipper import Shipper
from service.audit.spool import Spool, SpoolFull
from service.audit.spool_files import files
from service.audit.sqlite_file import DatabaseDamaged
from tests.service.audit.reading import ids, orphaned_copy, stored_ids

Feedback = Callable[..., FeedbackRecord]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "criteria-cards.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[Engine]:
    """An embedded database with its tables, and with a connection open to it."""
    engine = connect(f"sqlite:///{path}", durable=True)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_shipper(spool: Spool, sqlite: Engine) -> Shipper:
    return Shipper(spool, RuleSnapshots(spool.folder), sqlite)


def ship_until_well(shipper: Shipper) -> None:
    """As the shipper's thread does: a pass that fails is followed by another."""
    assert any(shipper._pass() for _ in range(3))


def without_its_log(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def the_file_alone(path: Path) -> None:
    path.unlink()


def by_a_copy_of_it(path: Path) -> None:
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.replace(path)


def by_an_empty_file(path: Path) -> None:
    empty = path.with_name("empty.db")
    empty.touch()
    empty.replace(path)


@pytest.mark.parametrize("removed", [pytest.param(1, id="once"), pytest.param(3, id="again and again")])
def test_feedback_is_acknowledged_in_a_file_that_has_its_name(
    removed: int, spool: Spool, feedback: Feedback
) -> None:
    for number in range(removed):
        spool.append([feedback(f"before {number}")], durable=True)
        shutil.rmtree(spool.folder)
        spool.append([feedback(f"after {number}")], durable=True)
    said = [f"{when} {number}" for number in range(removed) for when in ("before", "after")]
    assert orphaned_copy(spool) == said
    assert ids(spool.read()) == said


def test_the_file_that_has_the_name_of_ours_is_not_ours(spool: Spool, feedback: Feedback) -> None:
    spool.append([feedback("1")], durable=True)
    spool.path.rename(spool.path.with_suffix(".moved"))
    spool.path.touch()
    spool.append([feedback("2")], durable=True)
    assert orphaned_copy(spool) == ["1", "2"]


def test_an_evaluation_in_a_removed_file_is_on_the_disk_again_with_the_next_look(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    shutil.rmtree(spool.folder)
    spool.open()
    assert orphaned_copy(spool) == ["1"]


def test_feedback_that_has_no_place_on_the_disk_is_not_acknowledged(spool: Spool, feedback: Feedback) -> None:
    shutil.rmtree(spool.folder)
    spool.folder.touch()
    with pytest.raises(SpoolFull):
        spool.append([feedback("1")], durable=True)
    spool.folder.unlink()
    spool.append([feedback("2")], durable=True)
    assert orphaned_copy(spool)[-1] == "2"


def test_many_threads_lose_nothing_while_the_folder_is_removed_and_the_rest_is_shipped(
    spool: Spool, sqlite: Engine, sqlite_shipper: Shipper, feedback: Feedback
) -> None:
    acknowledged: list[str] = []

    def tell(thread: int) -> None:
        for number in range(25):
            spool.append([feedback(f"{thread}-{number}")], durable=True)
            acknowledged.append(f"{thread}-{number}")

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        shutil.rmtree(spool.folder, ignore_errors=True)
        sqlite_shipper._pass()
    ship_until_well(sqlite_shipper)
    assert sorted(acknowledged) == stored_ids(sqlite)
    assert len(acknowledged) == 100


@pytest.mark.parametrize(
    "goes",
    [
        pytest.param(without_its_log, id="removed with its log"),
        pytest.param(the_file_alone, id="removed, and its log is left"),
        pytest.param(by_a_copy_of_it, id="replaced by a copy of it"),
        pytest.param(by_an_empty_file, id="replaced by an empty file"),
    ],
)
def test_what_comes_after_a_database_has_gone_is_in_the_one_of_its_name(
    goes: Callable[[Path], None],
    path: Path,
    spool: Spool,
    sqlite: Engine,
    sqlite_shipper: Shipper,
    feedback: Feedback,
) -> None:
    spool.append([feedback("before")], durable=True)
    ship_until_well(sqlite_shipper)
    goes(path)
    spool.append([feedback("after")], durable=True)
    ship_until_well(sqlite_shipper)
    assert spool.size == 0
    assert "after" in stored_ids(sqlite)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT id FROM feedback WHERE id = 'after'").fetchall() == [("after",)]
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_was_committed_to_a_file_that_was_just_removed_is_not_counted_as_stored(
    path: Path, spool: Spool, sqlite: Engine, sqlite_shipper: Shipper, feedback: Feedback
) -> None:
    ship_until_well(sqlite_shipper)
    event.listen(sqlite, "commit", lambda _: path.unlink(missing_ok=True), once=True)
    spool.append([feedback("1")], durable=True)
    ship_until_well(sqlite_shipper)
    assert stored_ids(sqlite) == ["1"]


def test_two_workers_go_on_in_one_new_file(
    path: Path, tmp_path: Path, sqlite: Engine, sqlite_shipper: Shipper, spool: Spool, feedback: Feedback
) -> None:
    other_spool = Spool(tmp_path / "other", 2**20)
    other_spool.open()
    other_engine = connect(f"sqlite:///{path}", durable=True)
    other = Shipper(other_spool, RuleSnapshots(other_spool.folder), other_engine)
    for each in (sqlite_shipper, other):
        ship_until_well(each)
    by_a_copy_of_it(path)
    spool.append([feedback("1")], durable=True)
    ship_until_well(sqlite_shipper)
    other_spool.append([feedback("2")], durable=True)
    ship_until_well(other)
    spool.append([feedback("3")], durable=True)
    ship_until_well(sqlite_shipper)
    other_spool.close()
    other_engine.dispose()
    assert stored_ids(sqlite) == ["1", "2", "3"]


def test_nothing_is_shipped_into_a_file_that_is_overwritten_while_it_is_open(
    path: Path, spool: Spool, sqlite: Engine, sqlite_shipper: Shipper, feedback: Feedback
) -> None:
    ship_until_well(sqlite_shipper)
    with path.open("r+b") as file:
        file.write(b"\xa5" * 100)
    spool.append([feedback("after")], durable=True)
    with pytest.raises(DatabaseDamaged):
        sqlite_shipper.ship()
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    ship_until_well(sqlite_shipper)
    assert stored_ids(sqlite) == ["after"]


def test_nothing_is_shipped_into_a_damaged_file_and_all_of_it_into_the_one_that_follows(
    path: Path, spool: Spool, sqlite: Engine, sqlite_shipper: Shipper, feedback: Feedback
) -> None:
    spool.append([feedback(str(number), comment="a" * 1000) for number in range(100)], durable=True)
    ship_until_well(sqlite_shipper)
    sqlite.dispose()
    with path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(b"\xa5" * 20 * 4096)
    again = Shipper(spool, RuleSnapshots(spool.folder), sqlite)
    spool.append([feedback("after")], durable=True)
    for _ in range(2):
        with pytest.raises((DatabaseDamaged, DatabaseError)):
            again.ship()
    assert ids(spool.read()) == ["after"]
    path.rename(path.with_name("damaged.db"))
    ship_until_well(again)
    assert stored_ids(sqlite) == ["after"]
    assert files(spool.folder) == [spool.path]
