"""The command `refused`: what the database refused is shown without a clinician's words, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord, encode
from service.audit.refused import set_aside
from service.audit.schema import migrate
from service.cli.main import main
from tests.service.audit.reading import stored_ids

NO_EVENT = b'{"type":"evaluation"}'


@pytest.fixture
def folder(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the spool, as the settings name it."""
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path))
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


def test_where_nothing_was_refused_it_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refused"]) == 0
    assert capsys.readouterr().out == "no event is set aside\n"


def test_events_are_shown_without_what_clinicians_wrote(
    folder: Path, capsys: pytest.CaptureFixture[str], feedback: Callable[..., FeedbackRecord]
) -> None:
    file = set_aside(folder, encode(feedback("f1", comment="she cried"))).name
    set_aside(folder, NO_EVENT)
    assert main(["refused"]) == 0
    assert capsys.readouterr().out == (
        f"{file}: feedback f1 of 2026-03-01T10:05:00.000+00:00, criteria-order-select\n"
        f"{file}: 21 bytes that are no event\n"
    )


def test_what_the_database_takes_now_is_stored_and_the_rest_stays(
    database: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    evaluation: Callable[..., CallRecord],
    feedback: Callable[..., FeedbackRecord],
) -> None:
    for line in (encode(evaluation("e1")), NO_EVENT, encode(feedback("f1"))):
        set_aside(folder, line)
    engine = connect(database)
    migrate(engine)
    assert main(["refused", "--ship"]) == 0
    assert capsys.readouterr().out == "2 stored, 1 refused again\n"
    assert stored_ids(engine) == ["e1", "f1"]
    assert [path.read_bytes() for path in folder.iterdir()] == [NO_EVENT + b"\n"]
    engine.dispose()


def test_where_there_is_no_database_all_stays_set_aside(
    folder: Path, capsys: pytest.CaptureFixture[str], feedback: Callable[..., FeedbackRecord]
) -> None:
    set_aside(folder, encode(feedback("f1")))
    assert main(["refused", "--ship"]) == 2
    assert "criteria-cards: " in capsys.readouterr().err
    assert [path.read_bytes() for path in folder.iterdir()] == [encode(feedback("f1")) + b"\n"]
