"""The command `forget`: what is older than a day goes with all that hangs on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.events import CallRecord, CardRecord, FeedbackRecord
from service.audit.schema import migrate
from service.audit.tables import cards, editions, store_editions
from service.cli.main import main
from tests.service.audit.reading import stored_ids
from tests.service.audit.reporting import put

LAST_MOMENT = "2026-03-01T04:59:59.999+00:00"
"""Of 28 February in New York, where the service's days begin."""
MIDNIGHT = "2026-03-01T05:00:00.000+00:00"


@pytest.fixture
def on_record(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    evaluation: Callable[..., CallRecord],
    feedback: Callable[..., FeedbackRecord],
) -> Iterator[Engine]:
    """Calls of the last moment of a day and of the first one of the next, with feedback that came later."""
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path))
    engine = connect(database)
    migrate(engine)
    put(
        engine,
        evaluation("old", at=LAST_MOMENT),
        evaluation("new", at=MIDNIGHT),
        feedback("on old", "card-old", at=MIDNIGHT),
        feedback("on new", "card-new", at=MIDNIGHT),
        feedback("old on none", "lost", at=LAST_MOMENT),
        feedback("new on none", "lost", at=MIDNIGHT),
    )
    with engine.begin() as connection:
        store_editions(connection, {"e1": "{}"})
    yield engine
    engine.dispose()


def test_feedback_of_another_client_or_service_does_not_go_with_a_card(
    on_record: Engine, feedback: Callable[..., FeedbackRecord]
) -> None:
    put(
        on_record,
        feedback("of another client", "card-old", at=MIDNIGHT, client="south"),
        feedback("of another service", "card-old", at=MIDNIGHT, service="criteria-order-sign"),
        feedback("of another client, old", "card-new", at=LAST_MOMENT, client="south"),
    )
    assert main(["forget", "--before", "2026-03-01"]) == 0
    left = {"new", "new on none", "on new", "of another client", "of another service"}
    assert set(stored_ids(on_record)) == left


def test_what_is_older_goes_with_its_cards_and_their_feedback(
    on_record: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forget", "--before", "2026-03-01"]) == 0
    assert capsys.readouterr().out == "deleted: 1 cards, 1 evaluations, 2 feedback\n"
    assert stored_ids(on_record) == ["new", "new on none", "on new"]
    with on_record.connect() as connection:
        assert connection.execute(select(cards.c.uuid)).scalars().all() == ["card-new"]
        assert connection.execute(select(editions.c.edition)).scalars().all() == ["e1"]


def test_a_dry_run_says_the_same_and_deletes_nothing(
    on_record: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored_ids(on_record)
    assert main(["forget", "--before", "2026-03-01", "--dry-run"]) == 0
    assert capsys.readouterr().out == "would be deleted: 1 cards, 1 evaluations, 2 feedback\n"
    assert stored_ids(on_record) == before


def test_a_day_earlier_all_is_kept(on_record: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--before", "2026-02-28"]) == 0
    assert capsys.readouterr().out == "deleted: 0 cards, 0 evaluations, 0 feedback\n"


def test_more_than_one_transaction_takes_goes_as_well(
    on_record: Engine, capsys: pytest.CaptureFixture[str], evaluation: Callable[..., CallRecord]
) -> None:
    def two_cards(call: int) -> tuple[CardRecord, ...]:
        return CardRecord(f"{call}-1", "p"), CardRecord(f"{call}-2", "p")

    put(on_record, *(evaluation(f"m{n}", at=LAST_MOMENT, cards=two_cards(n)) for n in range(3_000)))
    assert main(["forget", "--before", "2026-03-01"]) == 0
    assert capsys.readouterr().out == "deleted: 6001 cards, 3001 evaluations, 2 feedback\n"


def test_without_a_day_nothing_is_forgotten(on_record: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    before = stored_ids(on_record)
    assert main(["forget"]) == 2
    assert "--before" in capsys.readouterr().err
    assert stored_ids(on_record) == before
