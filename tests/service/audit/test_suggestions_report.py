"""The report of suggestions: on how many cards there was one of a kind, and on how many it was accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from service.audit.audit_log import AuditLog
from service.audit.events import CallRecord, CardRecord, FeedbackRecord
from service.audit.tables import cards
from service.settings import Settings
from service.web.app import create_app
from tests.service.audit.reporting import put, reported
from tests.service.audit.serving import SERVICE
from tests.support.cards import cards_of
from tests.support.fhir import patient
from tests.support.hook_calls import diagnosis, draft, order_select, prefetched

TASK, REASON = "complete-questionnaire", "reason-reference"
Evaluation = Callable[..., CallRecord]
Feedback = Callable[..., FeedbackRecord]


@pytest.fixture
def memory(database: str, tmp_path: Path) -> Iterator[AuditLog]:
    log = AuditLog(database, tmp_path / "spool", 1024 * 1024)
    yield log
    log.shipper.stop()
    log.engine.dispose()


def card(uuid: str, **suggestions: str) -> CardRecord:
    return CardRecord(uuid, "p1", "1", "admission", "unknown", suggestions=suggestions)


def rows(engine: Engine) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in reported(engine).suggestions]


@pytest.fixture
def shown(engine: Engine, evaluation: Evaluation) -> Engine:
    """Three cards: one suggests both, one the Task alone, one nothing."""
    both = card("a", a1=TASK, a2=REASON)
    put(engine, evaluation("1", cards=(both, card("b", b1=TASK), card("c"))))
    return engine


def accepted(engine: Engine, feedback: Feedback, of: str, *ids: str) -> None:
    put(engine, feedback(f"{of} {ids}", of, outcome="accepted", accepted=ids))


def test_what_nobody_accepted_is_counted_as_suggested(shown: Engine) -> None:
    assert rows(shown) == [("p1", "admission", TASK, 2, 0, 0.0), ("p1", "admission", REASON, 1, 0, 0.0)]


def test_each_kind_is_counted_by_its_own_suggestions(shown: Engine, feedback: Feedback) -> None:
    accepted(shown, feedback, "a", "a2")
    accepted(shown, feedback, "b", "b1")
    assert rows(shown) == [("p1", "admission", TASK, 2, 1, 0.5), ("p1", "admission", REASON, 1, 1, 1.0)]


def test_both_of_one_card_count_once_each(shown: Engine, feedback: Feedback) -> None:
    accepted(shown, feedback, "a", "a1", "a2")
    assert [row[4] for row in rows(shown)] == [1, 1]


@pytest.mark.parametrize(("of", "ids"), [("a", ("b1",)), ("c", ("c1",)), ("of nothing", ("a1",))], ids=str)
def test_an_id_that_the_card_does_not_know_counts_nowhere(
    shown: Engine, feedback: Feedback, of: str, ids: tuple[str, ...]
) -> None:
    accepted(shown, feedback, of, *ids)
    assert [row[4] for row in rows(shown)] == [0, 0]


def test_two_suggestions_of_a_kind_are_one_card(
    engine: Engine, evaluation: Evaluation, feedback: Feedback
) -> None:
    put(engine, evaluation("1", cards=(card("a", a1=REASON, a2=REASON),)))
    accepted(engine, feedback, "a", "a1", "a2")
    assert rows(engine) == [("p1", "admission", REASON, 1, 1, 1.0)]


def test_the_suggestions_of_an_answer_are_kept_with_its_card_and_accepted_by_their_uuids(
    memory: AuditLog,
) -> None:
    settings = Settings(require_token=False, allow_as_of=True, clients=None, site="")
    client = create_app(settings, memory).test_client()
    record = prefetched(patient(), diagnosis())
    (shown_card,) = cards_of(client.post(SERVICE, json=order_select(draft(), prefetch=record)))
    ids = [{"id": each["uuid"]} for each in shown_card["suggestions"]]
    said = {
        "card": shown_card["uuid"],
        "outcome": "accepted",
        "outcomeTimestamp": "2026-03-01T10:00:00Z",
        "acceptedSuggestions": ids,
    }
    assert client.post(f"{SERVICE}/feedback", json={"feedback": [said]}).status_code == 200
    memory.shipper.ship()
    with memory.engine.connect() as connection:
        assert connection.execute(cards.select()).mappings().one()["suggestions"] != "{}"
    numbers = reported(memory.engine, "2020-01-01", "2100-01-01").suggestions
    assert [tuple(row.values())[2:5] for row in numbers] == [(TASK, 1, 1), (REASON, 1, 1)]
