"""One line for each feedback that is kept: which card, what was done with it, and no word of a clinician."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.audit.audit_log import AuditLog
from tests.service.application import FEEDBACK, application
from tests.service.telemetry.captured import Capture, Everything
from tests.support.fhir import Json

CARD, OTHER_CARD = "9368d37b-283f-44a0-93ea-547cebab93ed", "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10"
OVERRIDDEN: dict[str, Any] = {
    "card": CARD,
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-01T10:00:00Z",
    "overrideReason": {
        "reason": {"code": "Kummer-4711"},
        "userComment": "Mrs. Kandinsky of room 5150 said so",
    },
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    memory = AuditLog(f"sqlite:///{tmp_path / 'events.db'}", tmp_path / "spool", 1024 * 1024)
    yield application(tmp_path, memory)
    memory.shipper.stop()


def lines(capfd: Capture) -> list[Json]:
    said = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    return [each for each in said if each["message"] == "feedback"]


def test_each_feedback_has_a_line(client: FlaskClient, everything: Everything, capfd: Capture) -> None:
    answer = client.post(FEEDBACK, json={"feedback": [OVERRIDDEN, OVERRIDDEN | {"card": OTHER_CARD}]})
    said = lines(capfd)
    assert [(each["card"], each["outcome"], each["reason"]) for each in said] == [
        (CARD, "overridden", "other"),
        (OTHER_CARD, "overridden", "other"),
    ]
    assert {each["request"] for each in said} == {answer.headers["X-Request-Id"]}
    assert {each["service"] for each in said} == {"criteria-order-select"}
    assert [each["has_comment"] for each in said] == [True, True]
    assert "outcome_at" not in said[0]


def test_no_word_of_the_clinician_is_told(
    client: FlaskClient, everything: Everything, capfd: Capture
) -> None:
    client.post(FEEDBACK, json={"feedback": [OVERRIDDEN]})
    said = json.dumps(lines(capfd)) + everything.said.getvalue()
    assert not [each for each in ("Kummer", "Kandinsky", "5150") if each in said]


def test_a_time_that_is_taken_at_receipt_is_said(
    client: FlaskClient, everything: Everything, capfd: Capture
) -> None:
    client.post(FEEDBACK, json={"feedback": [OVERRIDDEN | {"outcomeTimestamp": "2026-03-01T10:00:00"}]})
    [line] = lines(capfd)
    assert line["outcome_at"] == "of receipt, as it came without an offset"


def test_feedback_that_is_not_kept_has_a_line_of_its_refusal_alone(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    assert application(tmp_path).post(FEEDBACK, json={"feedback": [OVERRIDDEN]}).status_code == 503
    assert lines(capfd) == []
