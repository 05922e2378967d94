"""A database that is stopped, hangs, is locked or full, in the middle of calls: no card changes or waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.tables import cards, feedback
from tests.service.audit.postgresql import PostgreSQL
from tests.service.audit.serving import Client, serving
from tests.support.running.service import Served
from tests.support.running.waiting import until

_CALLS = 100
_SECONDS = 1.5
"""Less than the shortest time for which anything here waits for a database (two seconds)."""

Outage = Callable[[Served, Path], AbstractContextManager[None]]


class Called(NamedTuple):
    """Some calls: their cards' uuids, and the cards without these."""

    uuids: set[str]
    cards: list[Any]


@contextmanager
def locked(service: Served, data: Path) -> Iterator[None]:
    """Somebody else keeps the embedded database for themselves."""
    with closing(sqlite3.connect(data / "criteria-cards.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(service: Served, data: Path) -> Iterator[None]:
    """The database's last file is as long as the disk allows; the spool has some room."""
    log = data / "criteria-cards.db-wal"
    with closing(sqlite3.connect(data / "criteria-cards.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE filling AS SELECT zeroblob(1000000)")
        service.limit_files(log.stat().st_size)
        yield
    service.limit_files(-1)


def call(service: Served) -> Called:
    """Ask again and again; an answer that waited for a database would come too late."""
    client = Client(service.port, _SECONDS)
    uuids, cards = set(), []
    for _ in range(_CALLS):
        card = client.card()
        uuids.add(card.pop("uuid"))
        cards.append(card)
    client.close()
    return Called(uuids, cards)


def give_feedback(service: Served, uuids: set[str]) -> set[int]:
    client = Client(service.port)
    given = {"outcome": "overridden", "outcomeTimestamp": "2026-03-01T10:00:00Z"}
    statuses = {client.feedback(given | {"card": uuid}) for uuid in uuids}
    client.close()
    return statuses


def stored(engine: Engine) -> set[str]:
    """The cards on record with feedback on them."""
    query = select(cards.c.uuid).join(feedback, feedback.c.card == cards.c.uuid)
    with engine.connect() as connection:
        return set(connection.execute(query).scalars())


def nobody_notices(url: str, folder: Path, outage: Callable[[Served], AbstractContextManager[None]]) -> None:
    """The same cards without a wait, feedback acknowledged, and everything stored afterwards."""
    engine = connect(url)
    with serving(folder, url) as service:
        before = call(service)
        assert give_feedback(service, before.uuids) == {200}
        until(lambda: stored(engine) >= before.uuids, "what was told before is stored")
        with outage(service):
            during = call(service)
            assert give_feedback(service, during.uuids) == {200}
            until(lambda: "the database does not take events" in service.said, "the log tells")
        until(lambda: stored(engine) >= before.uuids | during.uuids, "what was told meanwhile is stored")
        until(lambda: "the database takes events again" in service.said, "the log tells the end")
    engine.dispose()
    assert during.cards == before.cards


@pytest.mark.parametrize("outage", [locked, full], ids=["locked", "full"])
def test_an_embedded_database_that_takes_nothing_is_not_noticed(tmp_path: Path, outage: Outage) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'criteria-cards.db'}"
    nobody_notices(url, tmp_path, lambda service: outage(service, data))


def test_a_postgresql_server_that_fails_is_not_noticed(
    postgresql: PostgreSQL, postgresql_url: str, tmp_path: Path
) -> None:
    nobody_notices(postgresql_url, tmp_path, lambda _: postgresql.stopped())


def test_a_postgresql_server_that_hangs_is_not_noticed(
    postgresql: PostgreSQL, postgresql_url: str, tmp_path: Path
) -> None:
    engine = connect(postgresql_url)
    with serving(tmp_path, postgresql_url) as service:
        before = call(service)
        with postgresql.frozen():
            during = call(service)
            acknowledged = give_feedback(service, during.uuids)
        until(lambda: stored(engine) >= during.uuids, "what was told meanwhile is stored")
    engine.dispose()
    assert acknowledged == {200}
    assert during.cards == before.cards


def test_a_database_that_comes_up_later_gets_everything(
    postgresql: PostgreSQL, postgresql_url: str, tmp_path: Path
) -> None:
    engine = connect(postgresql_url)
    with ExitStack() as running:
        with postgresql.stopped():
            service = running.enter_context(serving(tmp_path, postgresql_url))
            told = call(service)
            acknowledged = give_feedback(service, told.uuids)
        until(lambda: inspect(engine).has_table("feedback"), "the tables are made")
        until(lambda: stored(engine) == told.uuids, "what was told meanwhile is stored")
    engine.dispose()
    assert acknowledged == {200}


def test_a_full_disk_changes_no_card_and_acknowledges_no_feedback(tmp_path: Path) -> None:
    data = tmp_path / "data"
    engine = connect(f"sqlite:///{data / 'criteria-cards.db'}")
    with serving(tmp_path, "") as service:
        before = call(service)
        service.limit_files(0)
        during = call(service)
        refused = give_feedback(service, set(list(during.uuids)[:5]))
        service.limit_files(-1)
        after = call(service)
        acknowledged = give_feedback(service, after.uuids)
        until(lambda: stored(engine) >= after.uuids, "what was told afterwards is stored")
    assert not stored(engine) & during.uuids
    engine.dispose()
    assert refused == {503}
    assert acknowledged == {200}
    assert during.cards == before.cards


def test_without_a_usable_folder_cards_are_answered_and_feedback_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("a file stands where the folder should be")
    with serving(tmp_path, f"sqlite:///{tmp_path / 'elsewhere.db'}") as service:
        refused = give_feedback(service, call(service).uuids)
        data.unlink()
        until(lambda: "the spool takes events again" in service.said, "the spool is opened")
        acknowledged = give_feedback(service, call(service).uuids)
    assert refused == {503}
    assert acknowledged == {200}
