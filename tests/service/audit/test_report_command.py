"""The command `report`: a period, a site, and one line where it cannot be done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from service.audit.engines import connect
from service.audit.events import CallRecord
from service.audit.schema import migrate
from service.cli.main import main
from tests.service.audit.reporting import put


@pytest.fixture
def settings(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path))
    return database


@pytest.fixture
def _two_sites(settings: str, evaluation: Callable[..., CallRecord]) -> None:
    engine = connect(settings)
    migrate(engine)
    put(engine, evaluation("1"), evaluation("2", site="south"))
    engine.dispose()


@pytest.mark.usefixtures("_two_sites")
def test_the_command_reports_a_period_and_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["report", "--since", "2026-03-01", "--until", "2026-03-01", "--site", "south"]
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["calls"][0]["calls"] == 1
    assert main(asked) == 0
    assert capsys.readouterr().out.startswith("2026-03-01 to 2026-03-01 (America/New_York), south\n")


@pytest.mark.usefixtures("_two_sites")
def test_a_site_of_which_there_are_no_calls_is_said_to_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--site", "South"]) == 0
    assert capsys.readouterr().err == (
        "no call of this site is on record; there are calls of: north, south\n"
    )


def test_before_the_first_call_there_is_no_site_to_name(
    settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert main(["report", "--site", "south"]) == 0
    assert capsys.readouterr().err.endswith("there are calls of: no site\n")


def test_without_a_period_it_reports_thirty_days(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["report", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    days = date.fromisoformat(told["until"]) - date.fromisoformat(told["since"])
    assert days.days == 29


def test_a_database_without_tables_is_one_line(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("criteria-cards: ")
    assert said.err.count("\n") == 1


_UNREACHABLE = {
    "postgresql://nobody@127.0.0.1:1/none": "connection failed",
    "sqlite:////proc/none/criteria-cards.db": "there is no database at",
    "nonsense": "a right value is postgresql",
}


@pytest.mark.parametrize(("url", "said"), _UNREACHABLE.items())
@pytest.mark.parametrize("command", [["report"], ["replay", __file__]], ids=["report", "replay"])
def test_a_database_that_cannot_be_reached_is_one_line(
    url: str,
    said: str,
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", url)
    assert main(command) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "period",
    [
        ["--since", "yesterday"],
        ["--since", "2026-03-02", "--until", "2026-03-01"],
        ["--since", "0001-01-01"],
        ["--since", "2026-03-01", "--until", "9999-12-31"],
    ],
)
def test_a_period_that_is_none_is_refused(
    period: list[str], settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(["report", *period]))
    assert ended.value.code == 2
    assert re.search("since|until", capsys.readouterr().err)
