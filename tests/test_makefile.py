"""`make run` gives the service what the environment says, and defaults for the rest."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEFAULTS = {
    "CRITERIA_CARDS_SITE": "example-private",
    "CRITERIA_CARDS_ALLOW_AS_OF": "true",
    "CRITERIA_CARDS_REQUIRE_TOKEN": "false",
    "CRITERIA_CARDS_REPLAY_STORE_DOWN": "answer",
    "CRITERIA_CARDS_ALLOW_LOOPBACK_FHIR": "true",
    "CRITERIA_CARDS_ALLOW_LOOPBACK_ORIGINS": "true",
    "CRITERIA_CARDS_OPEN_WORKSHEET": "true",
    "CRITERIA_CARDS_CONSOLE": "open",
    "CRITERIA_CARDS_CONSOLE_PATIENTS": "true",
    "CRITERIA_CARDS_PUBLIC_URL": "http://127.0.0.1:5000",
}


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder with a command of our name that prints its settings and its arguments."""
    command = tmp_path / "criteria-cards"
    command.write_text('#!/bin/sh\nenv | grep ^CRITERIA_CARDS_\necho "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def run(commands: Path, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The settings that `make run` gave the service, and its arguments."""
    installed = ["--assume-old", ".venv/run-ready"]
    inherited = {name: value for name, value in os.environ.items() if name not in ("HOST", "PORT")}
    said = subprocess.run(
        ["make", "--silent", "--no-print-directory", *installed, "run", f"BIN={commands}"],
        cwd=ROOT,
        env={**inherited, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    *settings, arguments = said.stdout.splitlines()
    return dict(line.split("=", 1) for line in settings), arguments


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        pytest.param({}, {}, id="nothing is given"),
        pytest.param(dict.fromkeys(DEFAULTS, "mine"), dict.fromkeys(DEFAULTS, "mine"), id="all are given"),
        pytest.param({"CRITERIA_CARDS_SITE": ""}, {"CRITERIA_CARDS_SITE": ""}, id="no site is wanted"),
        pytest.param(
            {"CRITERIA_CARDS_BUDGET_MS": "50"}, {"CRITERIA_CARDS_BUDGET_MS": "50"}, id="another is given"
        ),
        pytest.param(
            {"HOST": "cards.test", "PORT": "81"},
            {"CRITERIA_CARDS_PUBLIC_URL": "http://cards.test:81"},
            id="elsewhere",
        ),
        pytest.param(
            {"HOST": "::1"},
            {"CRITERIA_CARDS_PUBLIC_URL": "http://[::1]:5000"},
            id="at an address of IPv6, which a URL brackets",
        ),
    ],
)
def test_make_run_takes_every_setting_from_the_environment(
    commands: Path, given: dict[str, str], changed: dict[str, str]
) -> None:
    settings, arguments = run(commands, given)
    assert settings == DEFAULTS | changed
    assert arguments == f"serve --host {given.get('HOST', '127.0.0.1')} --port {given.get('PORT', '5000')}"


@pytest.mark.parametrize(
    ("given", "service"),
    [
        pytest.param([], "http://127.0.0.1:5000", id="where it serves by itself"),
        pytest.param(["PORT=5304"], "http://127.0.0.1:5304", id="at another port"),
        pytest.param(["HOST=::1", "PORT=81"], "http://[::1]:81", id="at an address of IPv6"),
    ],
)
def test_make_ehr_links_to_the_service_where_make_run_serves_it(given: list[str], service: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in ("HOST", "PORT")}
    asked = ["make", "--dry-run", "--no-print-directory", "--assume-old", ".venv/run-ready", "ehr"]
    said = subprocess.run(
        asked,
        cwd=ROOT,
        env=inherited | dict(each.split("=", 1) for each in given),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split()[-2:] == ["--service", service]


def test_make_docs_leaves_the_document_as_it_was_where_the_command_fails(commands: Path) -> None:
    (commands / "python").write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    (commands / "python").chmod(0o755)
    before = (ROOT / "docs" / "cli.md").read_bytes()
    made = ["make", "--assume-old", ".venv/dev-ready", "docs", f"BIN={commands}"]
    assert subprocess.run(made, cwd=ROOT, capture_output=True, check=False).returncode == 2
    assert (ROOT / "docs" / "cli.md").read_bytes() == before
    assert not (ROOT / "docs" / "cli.md.new").exists()
