"""An empty database of each kind, and events to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.events import CallRecord, CardRecord, FeedbackRecord
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.schema import migrate
from service.audit.shipper import Shipper
from service.audit.spool import Spool


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which there is nothing."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'database' / 'criteria-cards.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


def with_tables(url: str) -> Iterator[Engine]:
    """The database at a URL, with its tables, until a test ends."""
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """A database with its tables."""
    yield from with_tables(database)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """An open spool with room."""
    spool = Spool(tmp_path / "spool", limit_bytes=1024 * 1024)
    spool.open()
    yield spool
    spool.close()


@pytest.fixture
def evaluation() -> Callable[..., CallRecord]:
    """An evaluation of one card; what a test is about is given, the rest is alike."""

    def make(id: str, **given: object) -> CallRecord:
        fields: dict[str, object] = {
            "id": id,
            "at": "2026-03-01T10:00:00.000+00:00",
            "on": "2026-03-01",
            "service": "criteria-order-select",
            "client": "",
            "site": "north",
            "mapping_version": "m1",
            "digest": "d1",
            "ms": 1.0,
            "gather_ms": 0.0,
            "fetched": 0,
            "edition": "e1",
            "answer": "a1",
            "cards": (CardRecord(f"card-{id}", "policy-one", "1", "admission", "unknown", "adult", ("A",)),),
            "gaps": {},
        }
        return CallRecord(**(fields | given))  # type: ignore[arg-type]

    return make


@pytest.fixture
def feedback() -> Callable[..., FeedbackRecord]:
    """Feedback on a card; what a test is about is given, the rest is alike."""

    def make(id: str, card: str = "card-1", **given: object) -> FeedbackRecord:
        fields: dict[str, object] = {
            "id": id,
            "at": "2026-03-01T10:05:00.000+00:00",
            "service": "criteria-order-select",
            "client": "",
            "card": card,
            "outcome": "overridden",
            "outcome_at": "2026-03-01T10:04:00.000000+00:00",
        }
        return FeedbackRecord(**(fields | given))  # type: ignore[arg-type]

    return make


@pytest.fixture
def postgresql_engine(postgresql_url: str) -> Iterator[Engine]:
    """A PostgreSQL database with its tables."""
    yield from with_tables(postgresql_url)


@pytest.fixture
def shipper(spool: Spool, engine: Engine) -> Shipper:
    """What brings the events of that spool into the database."""
    return Shipper(spool, RuleSnapshots(spool.folder), engine)
