"""The shipper: everything gets into the database once, and nothing keeps it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.audit_log import AuditLog
from service.audit.engines import connect
from service.audit.events import CallRecord, CardRecord, FeedbackRecord, encode
from service.audit.refused import refused
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.shipper import Shipper
from service.audit.spool import Spool, SpoolFull
from service.audit.spool_files import files
from service.audit.tables import cards, evaluations, feedback, metadata
from tests.service.audit.orphans import ROOMY, leave_behind
from tests.service.audit.reading import stored_ids


def test_an_evaluation_is_stored_with_its_cards(
    shipper: Shipper, spool: Spool, engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    shown = (
        CardRecord(
            "c1",
            "one",
            "1.2",
            "admission",
            "not_met",
            "adult",
            ("A",),
            ("B",),
            {"B": "not_met"},
            {"f": "stale"},
        ),
        CardRecord("c2", "two"),
    )
    spool.append([evaluation("1", cards=shown, gaps={"not sent": 2}, fetched=3, ms=4.5)])
    shipper.ship()
    with engine.connect() as connection:
        stored = connection.execute(select(evaluations)).mappings().one()
        first, second = connection.execute(select(cards).order_by(cards.c.uuid)).mappings()
    assert dict(stored) == {
        "id": "1",
        "at": "2026-03-01T10:00:00.000+00:00",
        "on": "2026-03-01",
        "service": "criteria-order-select",
        "client": "",
        "site": "north",
        "mapping_version": "m1",
        "digest": "d1",
        "ms": 4.5,
        "gather_ms": 0.0,
        "fetched": 3,
        "edition": "e1",
        "answer": "a1",
        "hook_instance": "",
        "patient": "",
        "user": "",
        "worksheet": "",
        "gaps": '{"not sent":2}',
    }
    assert dict(first) == {
        "uuid": "c1",
        "evaluation": "1",
        "policy": "one",
        "policy_version": "1.2",
        "rule_set": "adult",
        "kind": "admission",
        "outcome": "not_met",
        "open": '["A"]',
        "not_met": '["B"]',
        "outcomes": '{"B":"not_met"}',
        "missing": '{"f":"stale"}',
        "suggestions": "{}",
    }
    assert (second["policy"], second["outcome"]) == ("two", "failed")


def test_feedback_is_stored_as_it_was_given(
    shipper: Shipper, spool: Spool, engine: Engine, feedback: Callable[..., FeedbackRecord]
) -> None:
    comment = 'Zoë said "no" \\ \U0001f600'
    said = feedback(
        "f",
        accepted=("s1", "s2"),
        reason_system="urn:x",
        reason_code="r",
        comment=comment,
    )
    spool.append([said], durable=True)
    shipper.ship()
    with engine.connect() as connection:
        stored = connection.execute(select(metadata.tables["feedback"])).mappings().one()
    assert dict(stored) == {
        "id": "f",
        "at": "2026-03-01T10:05:00.000+00:00",
        "service": "criteria-order-select",
        "client": "",
        "card": "card-1",
        "outcome": "overridden",
        "outcome_at": "2026-03-01T10:04:00.000000+00:00",
        "accepted": '["s1","s2"]',
        "reason_system": "urn:x",
        "reason_code": "r",
        "comment": comment,
        "request": "",
    }


def test_what_is_shipped_twice_is_stored_once_as_it_was_first(
    shipper: Shipper,
    spool: Spool,
    engine: Engine,
    evaluation: Callable[..., CallRecord],
    feedback: Callable[..., FeedbackRecord],
) -> None:
    spool.append([evaluation("1"), feedback("2"), feedback("2")])
    shipper.ship()
    spool.append([feedback("2", comment="another"), evaluation("1", ms=9.0)])
    shipper.ship()
    assert stored_ids(engine) == ["1", "2"]
    with engine.connect() as connection:
        assert connection.execute(select(evaluations.c.ms)).scalars().all() == [1.0]
    assert list(refused(spool.folder)) == []


def test_a_killed_workers_file_is_shipped_and_removed(
    shipper: Shipper, spool: Spool, engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    lines = [encode(evaluation(str(number))) + b"\n" for number in range(1000, 2000)]
    left = leave_behind(spool.folder, "dead", *lines, encode(evaluation("torn"))[:-5])
    shipper.ship()
    assert stored_ids(engine) == [str(number) for number in range(1000, 2000)]
    assert not left.exists()


def test_a_worker_killed_between_insert_and_removal_leaves_nothing_twice(
    shipper: Shipper, spool: Spool, engine: Engine, feedback: Callable[..., FeedbackRecord]
) -> None:
    spool.append([feedback("1"), feedback("2")])
    copy = leave_behind(spool.folder, "dead", spool.path.read_bytes())
    shipper.ship()
    assert stored_ids(engine) == ["1", "2"]
    assert not copy.exists()


def test_a_living_workers_file_is_left_alone(
    shipper: Shipper, spool: Spool, engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    other = Spool(spool.folder, ROOMY)
    other.open()
    other.append([evaluation("of the other")])
    shipper.ship()
    assert stored_ids(engine) == []
    assert other.path.exists()
    other.close()
    shipper.ship()
    assert stored_ids(engine) == ["of the other"]


def test_the_end_ships_what_waits_and_leaves_no_file(
    database: str, tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    memory = AuditLog(database, tmp_path / "spool", ROOMY)
    memory.shipper.start()
    memory.record_durably([feedback("1")])
    memory.shipper.stop()
    assert stored_ids(memory.engine) == ["1"]
    assert files(tmp_path / "spool") == []
    with pytest.raises(SpoolFull):
        memory.record_durably([feedback("2")])
    memory.engine.dispose()


def test_it_is_told_whether_the_database_is_up(spool: Spool, database: str) -> None:
    engine = connect(database)
    shipper = Shipper(spool, RuleSnapshots(spool.folder), engine)
    assert shipper.database_problem
    shipper.ship()
    assert not shipper.database_problem
    engine.dispose()


def test_tables_named_in_the_events_are_those_of_the_store() -> None:
    assert set(FeedbackRecord.__struct_fields__) == set(feedback.c.keys())
    assert set(CallRecord.__struct_fields__) - {"cards"} == set(evaluations.c.keys())
    assert {*CardRecord.__struct_fields__, "evaluation"} == set(cards.c.keys())


def test_a_start_can_wait_until_the_database_is_up_to_date(tmp_path: Path) -> None:
    memory = AuditLog(f"sqlite:///{tmp_path / 'events.db'}", tmp_path / "spool", ROOMY)
    memory.shipper.start(wait=30)
    try:
        assert not memory.shipper.database_problem
    finally:
        memory.shipper.stop()
