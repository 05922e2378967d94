"""Alive, ready, or neither: what an orchestrator is told, and that cards do not wait for a database."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.audit.audit_log import AuditLog
from service.telemetry.health import Check, overall
from tests.service.application import CALL, application, request
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.listeners import Reply, listening
from tests.support.running.client import HOST
from tests.support.running.waiting import until

NORTH, SOUTH = Ehr("north", "https://north.example"), Ehr("south", "https://south.example")
LIMIT = 1024 * 1024


@contextmanager
def remembering(data: Path, database: str = "", **changes: Any) -> Iterator[FlaskClient]:
    """An application whose memory is at work."""
    memory = AuditLog(database or f"sqlite:///{data / 'events.db'}", data / "spool", LIMIT)
    memory.shipper.start()
    try:
        yield application(data, memory, **changes)
    finally:
        memory.shipper.stop()


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port that refuses connections."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield taken.getsockname()[1]


def with_keys_at(data: Path, *entries: Any) -> FlaskClient:
    return application(data, require_token=True, clients=clients_file(data, *entries))


def test_a_process_that_answers_is_alive(tmp_path: Path) -> None:
    answer = application(tmp_path).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_service_that_has_everything_is_ready(tmp_path: Path) -> None:
    clients = clients_file(tmp_path, registered(NORTH, tmp_path))
    with remembering(tmp_path, require_token=True, clients=clients) as client:
        told = until(lambda: ready(client, "ok"), "everything is well")
    assert {"policies", "sites", "keys", "database", "spool"} <= set(told["checks"])


def test_a_service_that_asks_for_no_token_says_so(tmp_path: Path) -> None:
    code, told = readiness(application(tmp_path))
    assert (code, told["status"]) == (200, "degraded")
    assert told["checks"]["tokens"] == {
        "status": "degraded",
        "problem": "no token is required: whoever reaches this port may call",
    }


def test_a_database_that_is_down_is_said_and_costs_no_card(tmp_path: Path, nobody: int) -> None:
    with remembering(tmp_path, f"postgresql+psycopg://a:b@{HOST}:{nobody}/c") as client:
        code, told = readiness(client)
        answered = cards(client)
    assert (code, told["status"]) == (200, "degraded")
    assert told["checks"]["database"]["problem"] == "the database does not take events"
    assert len(answered) == 1


def test_a_spool_that_cannot_be_used_is_said_and_costs_no_card(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    with remembering(tmp_path) as client:
        code, told = readiness(client)
        answered = cards(client)
    assert (code, told["status"]) == (200, "degraded")
    assert told["checks"]["spool"]["problem"] == "the spool cannot be used"
    assert len(answered) == 1


def test_a_spool_that_is_nearly_full_is_said(tmp_path: Path, nobody: int) -> None:
    with remembering(tmp_path, f"postgresql+psycopg://a:b@{HOST}:{nobody}/c") as client:
        feedback = {
            "card": "9368d37b-283f-44a0-93ea-547cebab93ed",
            "outcome": "overridden",
            "outcomeTimestamp": "2026-03-01T00:00:00Z",
            "overrideReason": {"userComment": "x" * 4000},
        }
        while client.post(f"{CALL}/feedback", json={"feedback": [feedback] * 20}).status_code == 200:
            feedback["outcomeTimestamp"] = "2026-03-02T00:00:00Z"
        code, told = readiness(client)
    assert code == 200
    assert told["checks"]["spool"]["problem"] == "the spool has nearly reached its limit"


def test_a_service_without_any_keys_is_not_ready(tmp_path: Path, nobody: int) -> None:
    url = f"http://{HOST}:{nobody}/keys"
    code, told = readiness(with_keys_at(tmp_path, registered(NORTH, tmp_path, jwks_url=url)))
    assert (code, told["status"]) == (503, "failed")
    assert told["checks"]["keys"]["problem"] == "no client's keys can be read"


def test_a_service_without_clients_is_not_ready(tmp_path: Path) -> None:
    code, told = readiness(with_keys_at(tmp_path))
    assert (code, told["checks"]["keys"]["problem"]) == (503, "no client is registered")


def test_keys_that_are_long_in_coming_keep_nobody_waiting(tmp_path: Path) -> None:
    release = threading.Event()

    def answer(path: str) -> Reply:
        release.wait(10)
        return Reply(NORTH.jwks())

    with listening(answer) as server:
        client = with_keys_at(tmp_path, registered(NORTH, tmp_path, jwks_url=f"{server.url}/keys"))
        code, told = readiness(client)
        release.set()
        assert (code, told["checks"]["keys"]["problem"]) == (200, "the keys are still being read")
        assert until(lambda: ready(client, "ok"), "the keys are there")


def test_a_service_without_some_keys_is_ready_and_says_so(tmp_path: Path, nobody: int) -> None:
    url = f"http://{HOST}:{nobody}/keys"
    north, south = registered(NORTH, tmp_path, jwks_url=url), registered(SOUTH, tmp_path)
    code, told = readiness(with_keys_at(tmp_path, north, south))
    assert (code, told["status"]) == (200, "degraded")
    assert told["checks"]["keys"]["problem"] == "the keys of some clients cannot be read"


def test_a_service_with_all_keys_is_ready(tmp_path: Path) -> None:
    client = with_keys_at(tmp_path, registered(NORTH, tmp_path), registered(SOUTH, tmp_path))
    code, told = readiness(client)
    assert (code, told["checks"]["keys"]) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("ok", "ok"), "ok"),
        (("ok", "degraded"), "degraded"),
        (("degraded", "failed"), "failed"),
        (("failed", "ok"), "failed"),
    ],
)
def test_the_worst_check_counts(states: Any, expected: str) -> None:
    assert overall({str(i): Check(state) for i, state in enumerate(states)}) == expected


def readiness(client: FlaskClient) -> tuple[int, Any]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json


def ready(client: FlaskClient, status: str) -> Any:
    _, told = readiness(client)
    return told if told["status"] == status else None


def cards(client: FlaskClient) -> Any:
    answer = client.post(CALL, json=request())
    assert answer.status_code == 200
    assert answer.json
    return answer.json["cards"]
