"""`criteria-cards trail`: the operator learns of whom calls were, for whom and when; nobody else does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from service.audit.audit_log import AuditLog
from service.audit.engines import connect
from service.cli.main import main
from service.settings import Settings
from service.web.app import create_app
from tests.service.audit.serving import BODY, PATIENT, SERVICE

KEY, OLD = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
Trail = Callable[..., list[Any]]


def called(memory: AuditLog, patient: str, user: str, instance: str) -> str:
    """Call for a patient and a user as an EHR does; the id of the request."""
    body = json.loads(BODY.replace(PATIENT.encode(), patient.encode()))
    body["context"]["userId"] = user
    body["hookInstance"] = instance
    answer = create_app(Settings(), memory).test_client().post(SERVICE, json=body)
    assert answer.status_code == 200
    memory.shipper.ship()
    return answer.headers["X-Request-Id"]


@pytest.fixture
def memory(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditLog]:
    """What is remembered, with keys of the operator's in a file."""
    (tmp_path / "keys").write_text(KEY)
    given = {"DATABASE_URL": database, "PSEUDONYM_KEYS": str(tmp_path / "keys"), "REQUIRE_TOKEN": "false"}
    for name, value in given.items():
        monkeypatch.setenv(f"CRITERIA_CARDS_{name}", value)
    memory = AuditLog(database, tmp_path / "spool", 1024 * 1024)
    yield memory
    memory.shipper.stop()
    memory.engine.dispose()


@pytest.fixture
def trail(capsys: pytest.CaptureFixture[str]) -> Trail:
    """Run the command; the calls that it prints."""

    def run(*options: str) -> list[Any]:
        assert main(["trail", *options]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


ONE, OTHER = "5a2c1d3e-0000-4000-8000-000000000001", "5a2c1d3e-0000-4000-8000-000000000002"


def test_a_patients_calls_are_told_with_user_time_and_ids(memory: AuditLog, trail: Trail) -> None:
    request = called(memory, "pt-551177", "Practitioner/dr-774411", ONE)
    called(memory, "pt-662288", "Practitioner/dr-774411", OTHER)
    [found] = trail("--patient", "pt-551177")
    assert (found["patient"], found["hook_instance"], found["request"]) == ("pt-551177", ONE, request)
    assert (found["client"], found["service"]) == ("unregistered", "criteria-order-select")
    assert "sc-medicaid-h2017-prs/" in found["cards"]
    assert found["at"].endswith("+00:00")
    assert "dr-774411" not in json.dumps(found)


def test_a_script_gets_one_document(memory: AuditLog, capsys: pytest.CaptureFixture[str]) -> None:
    called(memory, "pt-551177", "Practitioner/dr-774411", ONE)
    for patient, instances in {"pt-551177": [ONE], "pt-662288": []}.items():
        assert main(["trail", "--patient", patient, "--since", "2026-01-01", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["since"] == "2026-01-01"
        assert [call["hook_instance"] for call in told["calls"]] == instances


def test_a_users_calls_are_told_and_known_patients_by_their_ids(
    memory: AuditLog, trail: Trail, tmp_path: Path
) -> None:
    called(memory, "pt-551177", "https://ehr.example/fhir/Practitioner/dr-774411", ONE)
    called(memory, "pt-662288", "Practitioner/dr-774411", OTHER)
    called(memory, "pt-551177", "Practitioner/dr-885522", OTHER)
    (tmp_path / "known").write_text("Patient/pt-551177\nPractitioner/dr-885522\n")
    of_user = trail("--user", "Practitioner/dr-774411", "--known", str(tmp_path / "known"))
    patients = [each["patient"] for each in of_user]
    assert [each["user"] for each in of_user] == ["Practitioner/dr-774411"] * 2
    assert patients[0] == "Patient/pt-551177"
    assert "pt-" not in patients[1]
    every = trail("--known", str(tmp_path / "known"))
    assert [each["user"] for each in every][2] == "Practitioner/dr-885522"


def test_what_an_earlier_key_made_is_known_again(memory: AuditLog, trail: Trail, tmp_path: Path) -> None:
    called(memory, "pt-551177", "Practitioner/1", ONE)
    (tmp_path / "keys").write_text(f"{OLD}\n{KEY}\n")
    called(memory, "pt-551177", "Practitioner/1", OTHER)
    assert [each["hook_instance"] for each in trail("--patient", "pt-551177")] == [ONE, OTHER]
    (tmp_path / "keys").write_text(OLD)
    assert [each["hook_instance"] for each in trail("--patient", "pt-551177")] == [OTHER]


def test_only_the_days_that_are_asked_about_are_told(memory: AuditLog, trail: Trail) -> None:
    called(memory, "pt-551177", "Practitioner/1", ONE)
    assert trail("--until", "2020-01-01", "--since", "2019-01-01") == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(
            ("--since", "2019-01-01", "--until", "2020-01-01", "--user", "1"),
            (0, "no such call is on record from 2019-01-01 to 2020-01-01\n"),
            id="nobody asked, and says for which days",
        ),
        pytest.param(
            ("--since", "2020-01-02", "--until", "2020-01-01"),
            (2, "criteria-cards: --since is after --until\n"),
            id="the days are none, and fails",
        ),
    ],
)
def test_it_prints_no_line_and_says_why_where(
    memory: AuditLog, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: tuple[int, str]
) -> None:
    called(memory, "pt-551177", "Practitioner/1", ONE)
    capsys.readouterr()
    status, said = main(["trail", *options]), capsys.readouterr()
    assert (said.out, (status, said.err)) == ("", told)


def test_the_record_holds_no_id_of_a_patient_or_user(memory: AuditLog, database: str) -> None:
    called(memory, "pt-551177", "Practitioner/dr-774411", ONE)
    engine = connect(database)
    said = "".join(everything(engine))
    engine.dispose()
    assert ONE in said
    assert not [each for each in ("551177", "774411") if each in said]


def test_without_keys_nothing_of_either_is_kept_and_the_command_says_so(
    memory: AuditLog, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CRITERIA_CARDS_PSEUDONYM_KEYS")
    called(memory, "pt-551177", "Practitioner/1", ONE)
    with memory.engine.connect() as connection:
        kept = connection.execute(text('SELECT patient, "user" FROM evaluations')).all()
    assert kept == [("", "")]
    assert main(["trail"]) == 2
    assert "CRITERIA_CARDS_PSEUDONYM_KEYS: without the keys nobody" in capsys.readouterr().err


def test_keys_that_are_none_end_the_start_with_one_line(
    memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "keys").write_text("short")
    assert main(["trail"]) == 2
    told = "expected keys of at least 32 characters, one on each line"
    assert capsys.readouterr().err == f"criteria-cards: CRITERIA_CARDS_PSEUDONYM_KEYS: {told}\n"


def everything(engine: Engine) -> Iterator[str]:
    """All rows of the tables of calls, as text."""
    with engine.connect() as connection:
        for table in ("evaluations", "cards", "feedback"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # names of ours
                yield str(tuple(row))
