"""The report: counted by hand here, by the database there, and the same as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.events import CallRecord, CardRecord, FeedbackRecord
from service.audit.report import as_json, as_text
from tests.service.audit.reporting import card, put, reported

_SELECT, _VIEW = "criteria-order-select", "criteria-patient-view"


@pytest.fixture
def march(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> Engine:
    """Six calls of March 2026 at two sites, with feedback on three of their five cards."""
    put(
        engine,
        evaluation("1", ms=1.0, cards=(card("a", "unknown", "A", "B.1"),), gaps={"not sent": 2}),
        evaluation("2", ms=2.0, cards=(card("b", "unknown", "B.1"), card("x", policy="p2"))),
        evaluation("3", ms=3.0, cards=(card("c", "met"),), gaps={"not sent": 1, "too late": 1}),
        evaluation("4", ms=40.0, cards=(CardRecord("f", "p1"),), site="south"),
        evaluation("5", ms=5.0, cards=(), service=_VIEW),
        evaluation("6", ms=6.0, cards=(), service=_VIEW, at="2026-03-31T20:00:00.000+00:00"),
        feedback("7", "a", reason_code="clinical-judgement"),
        feedback("8", "b"),
        feedback("9", "x", outcome="accepted", outcome_at="2026-03-01T10:04:01.000000+00:00"),
        feedback("10", "x", reason_code="changed-mind", outcome_at="2026-03-01T10:04:00.500000+00:00"),
        feedback("11", "of nothing on record"),
    )
    return engine


def test_calls_are_counted_with_their_latencies(march: Engine) -> None:
    assert reported(march).calls == [
        {"service": _SELECT, "calls": 4, "p50_ms": 2.0, "p90_ms": 40.0, "p99_ms": 40.0},
        {"service": _VIEW, "calls": 2, "p50_ms": 5.0, "p90_ms": 6.0, "p99_ms": 6.0},
    ]


def test_a_percentile_is_the_latency_that_so_many_in_a_hundred_did_not_exceed(
    engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    put(engine, *(evaluation(str(ms), ms=float(ms), cards=()) for ms in range(1, 101)))
    (row,) = reported(engine).calls
    assert (row["p50_ms"], row["p90_ms"], row["p99_ms"]) == (50.0, 90.0, 99.0)


def test_cards_are_counted_by_policy_and_outcome(march: Engine) -> None:
    assert [tuple(row.values()) for row in reported(march).cards] == [
        ("p1", "", "", "failed", 1),
        ("p1", "1", "admission", "met", 1),
        ("p1", "1", "admission", "unknown", 2),
        ("p2", "1", "admission", "unknown", 1),
    ]


def test_feedback_is_counted_by_policy_and_kind_and_a_card_once(march: Engine) -> None:
    assert reported(march).feedback == [
        {
            "policy": "p1",
            "kind": "",
            "cards": 1,
            "accepted": 0,
            "accept_rate": 0.0,
            "overridden": 0,
            "override_rate": 0.0,
        },
        {
            "policy": "p1",
            "kind": "admission",
            "cards": 3,
            "accepted": 0,
            "accept_rate": 0.0,
            "overridden": 2,
            "override_rate": 0.6667,
        },
        {
            "policy": "p2",
            "kind": "admission",
            "cards": 1,
            "accepted": 1,
            "accept_rate": 1.0,
            "overridden": 0,
            "override_rate": 0.0,
        },
    ]


def test_reasons_are_counted_with_those_that_were_not_given(march: Engine) -> None:
    assert [tuple(row.values()) for row in reported(march).override_reasons] == [
        ("p1", "admission", "none given", 1),
        ("p1", "admission", "clinical-judgement", 1),
    ]


def test_open_criteria_are_ranked(march: Engine) -> None:
    assert [tuple(row.values()) for row in reported(march).most_often_unknown] == [
        ("p1", "adult", "B.1", 2),
        ("p1", "adult", "A", 1),
    ]


def test_gap_kinds_are_ranked(march: Engine) -> None:
    assert [tuple(row.values()) for row in reported(march).gaps] == [("not sent", 3), ("too late", 1)]


def test_a_site_is_reported_alone(march: Engine) -> None:
    south = reported(march, site="south")
    assert [row["calls"] for row in south.calls] == [1]
    assert [row["outcome"] for row in south.cards] == ["failed"]
    assert south.feedback[0]["cards"] == 1
    assert south.site == "south"


_DAYS = {
    "the last instant of the day": ("2026-03-01T04:59:59.999+00:00", "2026-02-28", True),
    "the first instant of the next": ("2026-03-01T05:00:00.000+00:00", "2026-02-28", False),
    "the first instant of the day": ("2026-03-01T05:00:00.000+00:00", "2026-03-01", True),
    "the last instant of the day before": ("2026-03-01T04:59:59.999+00:00", "2026-03-01", False),
    "the last instant of the day the clocks change": ("2026-03-09T03:59:59.999+00:00", "2026-03-08", True),
    "the instant after it": ("2026-03-09T04:00:00.000+00:00", "2026-03-08", False),
}


@pytest.mark.parametrize(("at", "day", "counted"), _DAYS.values(), ids=_DAYS.keys())
def test_days_are_those_of_the_services_time_zone(
    engine: Engine, evaluation: Callable[..., CallRecord], at: str, day: str, counted: bool
) -> None:
    put(engine, evaluation("1", at=at))
    assert bool(reported(engine, day, day).calls) is counted


def test_feedback_that_came_first_is_joined_to_its_card_later(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    put(engine, feedback("1", "late"))
    assert reported(engine).feedback == []
    put(engine, evaluation("2", cards=(card("late"),)))
    assert reported(engine).feedback[0]["overridden"] == 1


def test_a_client_whose_clock_is_ahead_has_not_the_last_word_for_ever(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    shown = evaluation("1", cards=(card("a"),))
    ahead = feedback("2", "a", outcome="accepted", outcome_at="2027-01-01T00:00:00.000000+00:00")
    later = feedback(
        "3", "a", at="2026-03-02T10:00:00.000+00:00", outcome_at="2026-03-02T09:59:00.000000+00:00"
    )
    put(engine, shown, ahead, later)
    (row,) = reported(engine).feedback
    assert (row["accepted"], row["overridden"]) == (0, 1)


def test_all_numbers_are_of_one_moment(
    march: Engine, evaluation: Callable[..., CallRecord], database: str
) -> None:
    other = connect(database)
    numbers = iter(range(100))

    @event.listens_for(march, "before_cursor_execute")
    def meanwhile(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            number = next(numbers)
            put(other, evaluation(f"later-{number}", cards=(card(f"later-{number}"),)))

    told = reported(march)
    other.dispose()
    assert next(numbers) > 5
    shown = sum(row["cards"] for row in told.cards)
    assert shown == sum(row["cards"] for row in told.feedback)
    assert shown - 5 == sum(row["calls"] for row in told.calls) - 6


def test_what_a_client_wrote_cannot_steer_a_terminal(
    engine: Engine, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    put(engine, evaluation("1", cards=(card("a"),)), feedback("2", "a", reason_code=f"\x1b[31m\n{'x' * 500}"))
    text = as_text(reported(engine))
    assert "\ufffd[31m\ufffdx" in text
    assert max(map(len, text.splitlines())) < 120


def test_text_and_json_hold_the_same_numbers(march: Engine) -> None:
    numbers = reported(march)
    told = json.loads(as_json(numbers))
    text = as_text(numbers)
    lines = [line.split() for line in text.splitlines()]
    for section in ("calls", "cards", "override_reasons", "most_often_unknown", "gaps"):
        for row in told[section]:
            assert " ".join(str(value) for value in row.values()).split() in lines
    assert ["p1", "admission", "3", "0", "0.0%", "2", "66.7%"] in lines


def test_the_text_is_laid_out_for_reading(march: Engine) -> None:
    assert as_text(reported(march)) == _TEXT


_TEXT = """\
2026-03-01 to 2026-03-31 (America/New_York), all sites

Calls, and milliseconds until the answer
  service                calls  p50 ms  p90 ms  p99 ms
  criteria-order-select      4     2.0    40.0    40.0
  criteria-patient-view      2     5.0     6.0     6.0

Cards
  policy  policy version  kind       outcome  cards
  p1                                 failed       1
  p1      1               admission  met          1
  p1      1               admission  unknown      2
  p2      1               admission  unknown      1

Feedback; each card counts by what was last said of it
  policy  kind       cards  accepted  accept rate  overridden  override rate
  p1                     1         0         0.0%           0           0.0%
  p1      admission      3         0         0.0%           2          66.7%
  p2      admission      1         1       100.0%           0           0.0%

Suggestions
  none

Reasons for overriding
  policy  kind       reason              cards
  p1      admission  none given              1
  p1      admission  clinical-judgement      1

Criteria most often unknown
  policy  rule set  criterion  cards
  p1      adult     B.1            2
  p1      adult     A              1

Facts missing on cards, and why
  none

Gaps in what the EHRs sent
  gap       times
  not sent      3
  too late      1
"""
