"""Feedback counts for the card of its own client and service; nobody else has a word on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from service.audit.events import CallRecord, FeedbackRecord
from tests.service.audit.reporting import put, reported

LATER = "2026-03-01T10:09:00.000+00:00"


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param({"client": "south"}, id="another client"),
        pytest.param({"client": ""}, id="an unregistered client"),
        pytest.param({"service": "criteria-order-sign"}, id="another service"),
    ],
)
def test_a_later_word_does_not_replace_a_clinicians_when_it_is_of(
    stranger: dict[str, str],
    engine: Engine,
    evaluation: Callable[..., CallRecord],
    feedback: Callable[..., FeedbackRecord],
) -> None:
    put(
        engine,
        evaluation("1", client="north"),
        feedback("own", "card-1", client="north", reason_code="clinical-judgement"),
        feedback(
            "strange",
            "card-1",
            **{"client": "north", **stranger},
            at=LATER,
            outcome_at=LATER,
            outcome="accepted",
        ),
    )
    found = reported(engine)
    [counted] = found.feedback
    assert (counted["cards"], counted["overridden"], counted["accepted"]) == (1, 1, 0)
    assert [row["reason"] for row in found.override_reasons] == ["clinical-judgement"]


def test_a_later_word_of_the_same_client_counts(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    put(
        engine,
        evaluation("1", client="north"),
        feedback("own", "card-1", client="north"),
        feedback("again", "card-1", client="north", at=LATER, outcome_at=LATER, outcome="accepted"),
    )
    [counted] = reported(engine).feedback
    assert (counted["overridden"], counted["accepted"]) == (0, 1)


@pytest.mark.parametrize(("with_bench", "expected"), [(False, 1), (True, 2)])
def test_calls_that_the_request_bench_made_count_only_where_that_is_asked(
    with_bench: bool, expected: int, engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    put(engine, evaluation("1", client="north"), evaluation("2", client="request-bench", cards=()))
    [counted] = reported(engine, with_bench=with_bench).calls
    assert counted["calls"] == expected
