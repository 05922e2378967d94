"""What is kept of reasons and times of feedback: codes of ours, and no time that is guessed."""

from __future__ import annotations

import pytest

from tests.service.audit.said import read


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        pytest.param(
            {"code": "clinical-judgement"}, ("urn:ours", "clinical-judgement"), id="ours by its code"
        ),
        pytest.param(
            {"code": "mrs-smith-of-room-4", "system": "urn:ours"}, ("", "other"), id="an unknown code"
        ),
        pytest.param(
            {"code": "clinical-judgement", "system": "urn:smith"}, ("", "other"), id="ours in another system"
        ),
        pytest.param({"system": "urn:smith"}, ("", "other"), id="a system alone"),
        pytest.param({}, ("", ""), id="none"),
    ],
)
def test_of_a_reason_no_more_is_kept_than_that_it_is(reason: dict[str, str], kept: tuple[str, str]) -> None:
    found = read(overrideReason={"reason": reason})
    assert (found.reason_system, found.reason_code) == kept


def test_a_time_without_an_offset_is_taken_at_receipt() -> None:
    without, offset = read(outcomeTimestamp="2026-03-01T10:00:00"), read()
    assert without.outcome_at == without.at
    assert offset.outcome_at != offset.at


def test_a_time_without_an_offset_is_the_same_feedback_whenever_it_is_sent_again() -> None:
    first, again = (read(outcomeTimestamp="2026-03-01T10:00:00") for _ in range(2))
    assert first.id == again.id
    assert first.id != read(outcomeTimestamp="2026-03-01T10:00:01").id
