"""`criteria-cards check` tells all mistakes at once, in words or as JSON, and ends with a status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from criteria.load import POLICIES
from service.cli.main import main

SITES = Path(__file__).parents[3] / "mappings" / "sites"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "north.yaml"
    path.write_text("site: north\ncodes:\n  psi-total-stress: []\nprovder_type: private\n", encoding="utf-8")
    return path


def test_what_is_installed_has_no_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--on", "2026-09-30"]) == 0
    assert files_without_mistakes(capsys) > len(list(POLICIES.glob("*/policy.yaml")))


def files_without_mistakes(capsys: pytest.CaptureFixture[str]) -> int:
    """How many files were checked, by a command that found no mistake in them and said no more."""
    out, err = capsys.readouterr()
    told = re.fullmatch(r"no mistakes in ([0-9]+) files\n", out)
    assert told, out
    assert err == ""
    return int(told[1])


def test_all_mistakes_are_told_at_once(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.with_name("clients.yaml").write_text("clients:\n  - {name: a, isuer: x}\n", encoding="utf-8")
    given = {"SITE": "north.yaml", "CLIENTS": "clients.yaml", "SESSION_KEY": "absent", "BUGDET_MS": "9"}
    for name, value in given.items():
        monkeypatch.setenv(f"CRITERIA_CARDS_{name}", value)
    assert main(["check", "--on", "2026-09-30"]) == 1
    *mistakes, counted = capsys.readouterr().out.splitlines()
    nearest = "this key is not known here; the nearest name is"
    assert set(mistakes) >= {
        "CRITERIA_CARDS_BUGDET_MS: is no setting and was not read; "
        "the nearest name is 'CRITERIA_CARDS_BUDGET_MS'",
        "CRITERIA_CARDS_SESSION_KEY: there is no file absent",
        f"clients.yaml:2: clients.0.isuer: {nearest} 'issuer'",
        "north.yaml:3: codes.psi-total-stress: no fact has this name; "
        "the nearest name is 'psi-total-stress-percentile'",
        f"north.yaml:4: provder_type: {nearest} 'provider_type'",
    }
    assert counted.startswith(f"{len(mistakes)} mistakes in ")


def test_settings_that_cannot_be_read_hide_no_file(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--on", "2026-09-30"])
    installed = files_without_mistakes(capsys)
    monkeypatch.setenv("CRITERIA_CARDS_BUDGET_MS", "1")
    monkeypatch.setenv("CRITERIA_CARDS_SITE", "north.yaml")
    assert main(["check", "--on", "2026-09-30"]) == 1
    out = capsys.readouterr().out
    assert (
        "CRITERIA_CARDS_BUDGET_MS: Input should be greater than or equal to 50; a right value is 350" in out
    )
    assert "north.yaml:4: provder_type: " in out
    assert out.endswith(f"3 mistakes in {installed + 1} files\n")


def test_one_file_is_checked_alone(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_NO_SUCH", "1")
    assert main(["check", "north.yaml", "--on", "2026-09-30"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines[:-1]] == ["north.yaml:4", "north.yaml:3"]


def test_the_files_that_come_along_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *map(str, SITES.glob("*.yaml")), "--on", "2026-09-30"]) == 0
    assert capsys.readouterr().out.startswith("no mistakes in ")


def test_old_code_lists_are_a_note_and_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--on", "2026-10-01"]) == 0
    note, counted = capsys.readouterr().out.splitlines()
    assert note.startswith(
        "note: the list was held against ICD-10-CM 2026-04; in force since 2026-10-01 is 2026-10: "
    )
    assert "mappings/value_sets/bipolar.yaml:9" in note
    assert counted.startswith("no mistakes in ")


def test_a_script_gets_json(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", "north.yaml", "--on", "2026-09-30"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["mistakes"][0] == {
        "file": "north.yaml",
        "line": 4,
        "key": "provder_type",
        "problem": "this key is not known here; the nearest name is 'provider_type'",
    }
    assert (found["notes"], found["notChecked"]) == ([], [])
    assert "north.yaml" in found["files"]


def test_a_path_that_is_not_there_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "absent.yaml"]) == 2
    told = "Invalid value for '[POLICY|PATH]...': there is no path and no policy 'absent.yaml'"
    assert capsys.readouterr().err == f"criteria-cards: {told}\n"


def test_a_policy_is_named_by_its_id_or_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "va-medicaid-h0024-peer-support"
    assert main(["check", name]) == 0
    shown, counted = capsys.readouterr().out.splitlines()
    assert shown.startswith(f"{name}: 3 rule sets; ")
    assert "small mistakes tried" in shown
    assert counted == "no mistakes in 3 files"
    shutil.copytree(POLICIES / name, tmp_path / name)
    source = tmp_path / name / "source.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("moderate", "mild"), encoding="utf-8")
    assert main(["check", str(tmp_path / name)]) == 1
    assert "source.txt does not say" in capsys.readouterr().out


def test_a_policy_that_is_nowhere_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "va-medicaid-h0024-peer-suport"]) == 2
    near = "the nearest name is 'va-medicaid-h0024-peer-support'"
    assert near in capsys.readouterr().err
