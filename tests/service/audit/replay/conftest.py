"""An audit log of one call, and the command that evaluates it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.audit.audit_log import AuditLog
from service.cli.main import main
from tests.service.audit.replay.calls import Replay, call
from tests.service.audit.serving import BODY


@pytest.fixture
def empty_memory(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditLog]:
    """A memory that the command finds, beside a folder that holds the request."""
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_SITE", "example-private")
    monkeypatch.setenv("CRITERIA_CARDS_REQUIRE_TOKEN", "false")
    monkeypatch.setenv("CRITERIA_CARDS_ALLOW_AS_OF", "true")
    memory = AuditLog(database, tmp_path / "spool", 1024 * 1024)
    (tmp_path / "request.json").write_bytes(BODY)
    yield memory
    memory.shipper.stop()
    memory.engine.dispose()


@pytest.fixture
def memory(empty_memory: AuditLog) -> AuditLog:
    """What is remembered of one call."""
    call(empty_memory, BODY)
    return empty_memory


@pytest.fixture
def replay(empty_memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Run the command; its status and what it says."""

    def run(*options: str) -> tuple[int, list[str]]:
        status = main(["replay", str(tmp_path / "request.json"), *options])
        said = capsys.readouterr()
        assert said.err == ""
        return status, said.out.splitlines()

    return run
