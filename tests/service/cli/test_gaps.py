"""`criteria-cards gaps`, `decide` and `map suggest`: two runs, the ledger between them, exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from criteria.strict_yaml import read
from service.cli.main import main
from service.population.ledger import load_ledger
from tests.service.population.clinic import COMPOSITE, FLOWSHEET, LEAST, child, export, site

ON = ("--on", "2026-03-01", "--workers", "1")


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The export and the site's file of a clinic with codes of its own."""
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path / "data"))
    return str(export(tmp_path / "export")), str(site(tmp_path))


def gaps(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["gaps", *arguments, *ON, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def id_of(report: Any, code: str) -> str:
    return str(next(each["id"] for each in report["gaps"] if each["what"].endswith(f"|{code}")))


def test_the_first_run_tells_all_and_the_second_only_what_changed(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = clinic
    assert main(["gaps", source, "--site", file, *ON]) == 0
    first = capsys.readouterr().out
    assert "LOOK FIRST: 2 criteria would turn to not met" in first
    assert f"Observation {FLOWSHEET}|{COMPOSITE}  'CALOCUS total score'" in first
    assert "would settle open criteria of 3 of 3 patients" in first
    assert "\x1b" not in first
    assert main(["gaps", source, "--site", file, *ON]) == 0
    second = capsys.readouterr().out
    assert "Since the run of 2026-03-01: 0 new, 0 gone" in second
    assert "may be calocus-composite" not in second


def test_a_new_gap_ends_a_run_in_ci_with_a_status(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = clinic
    gaps(capsys, source, "--site", file)
    assert main(["gaps", source, "--site", file, *ON, "--fail-on-new"]) == 0
    with (Path(source) / "Observation.ndjson").open("a", encoding="utf-8") as rows:
        other = child("c1", 21)[3]
        other["id"], other["code"]["coding"][0]["code"] = "other", "5015"
        rows.write(json.dumps(other) + "\n")
    assert main(["gaps", source, "--site", file, *ON, "--fail-on-new"]) == 1


def test_a_report_in_a_file_is_compared_with_and_another_is_kept(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, file = clinic
    baseline = tmp_path / "baseline.json"
    gaps(capsys, source, "--site", file, "--save", str(baseline))
    assert json.loads(baseline.read_bytes())["site"] == "north-clinic"
    assert not (tmp_path / "data" / "gaps").exists()
    told = gaps(capsys, source, "--site", file, "--compare", str(baseline), "--no-save", "--fail-on-new")
    assert told["comparedWith"] == "2026-03-01"
    assert main(["gaps", source, "--site", file, *ON, "--compare", file]) == 2
    assert "no gap report of this version" in capsys.readouterr().err


def test_one_policy_alone_is_looked_at(clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    source, file = clinic
    every = gaps(capsys, source, "--site", file, "--no-save")
    policy = every["settled"][0]["policy"]
    one = gaps(capsys, source, "--site", file, "--policy", policy)
    assert {each["policy"] for each in one["settled"]} == {policy}
    assert {each["policy"] for each in every["settled"]} >= {policy}
    assert main(["gaps", source, "--site", file, *ON, "--policy", f"{policy}x"]) == 2
    said = capsys.readouterr().err
    assert f"'{policy}x' is none of the policies of the site" in said
    assert f"the nearest name is {policy!r}" in said


def test_a_decision_is_kept_beside_the_sites_file_which_stays_as_it_is(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = clinic
    before = Path(file).read_bytes()
    report = gaps(capsys, source, "--site", file)
    refused, accepted = id_of(report, LEAST), id_of(report, COMPOSITE)
    why = ("--site", file, "--by", "the integration team", "--why")
    assert main(["decide", refused, "refused", *why, "another meaning"]) == 0
    capsys.readouterr()
    assert main(["decide", accepted, "accepted", *why, "checked 20 rows"]) == 0
    assert f'- {{system: "{FLOWSHEET}", code: "{COMPOSITE}"}}' in capsys.readouterr().out
    assert Path(file).read_bytes() == before
    ledger = Path(file).with_name("north-clinic.ledger.yaml")
    assert [(each.gap, each.decision, each.by, each.why) for each in load_ledger(ledger).decisions] == [
        (refused, "refused", "the integration team", "another meaning"),
        (accepted, "accepted", "the integration team", "checked 20 rows"),
    ]
    told = {each["id"]: each for each in gaps(capsys, source, "--site", file)["gaps"]}
    assert told[refused]["isQuiet"]
    assert not told[accepted]["isQuiet"]
    assert told[accepted]["decision"]["why"] == "checked 20 rows"


@pytest.mark.parametrize(
    ("until", "is_quiet"), [("2026-03-02", True), ("2026-03-01", False)], ids=["before its day", "on its day"]
)
def test_a_postponed_gap_asks_again_from_its_day_on(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str], until: str, is_quiet: bool
) -> None:
    source, file = clinic
    gap = id_of(gaps(capsys, source, "--site", file), LEAST)
    why = ("--site", file, "--why", "ask the clinic")
    assert main(["decide", gap, "postponed", "--until", until, *why]) == 0
    capsys.readouterr()
    [told] = [each for each in gaps(capsys, source, "--site", file)["gaps"] if each["id"] == gap]
    assert told["isQuiet"] is is_quiet


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["00000000", "refused", "--why", "x"], "has no gap of this id", id="no such gap"),
        pytest.param(["0", "refused", "--until", "2026-03-02", "--why", "x"], "--until is for", id="until"),
        pytest.param(["0", "approved", "--why", "x"], "approved", id="no such decision"),
    ],
)
def test_a_wrong_decision_is_refused(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    gaps(capsys, clinic[0], "--site", clinic[1])
    assert main(["decide", *arguments, "--site", clinic[1]]) == 2
    assert said in capsys.readouterr().err


def test_several_processes_come_to_the_same(tmp_path: Path, clinic: tuple[str, str]) -> None:
    def run(workers: str) -> Any:
        command = [sys.executable, "-m", "service.cli.main", "gaps", clinic[0], "--site", clinic[1]]
        more = ["--on", "2026-03-01", "--workers", workers, "--no-save", "--json"]
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    assert run("1") == run("2")


def test_suggested_lines_can_be_pasted_and_pass_the_check(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = clinic
    assert main(["map", "suggest", source, "--site", file, *ON, "--json"]) == 0
    suggested = json.loads(capsys.readouterr().out)
    Path(file).write_text(
        f"site: north-clinic\nprovider_type: private\n{suggested['lines']}", encoding="utf-8"
    )
    assert read(Path(file)).value["codes"].keys() == {"calocus-composite", "least-restrictive"}
    assert main(["check", file, "--on", "2026-03-01"]) == 0


def test_suggestions_for_one_fact_say_why_and_what_to_check(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = clinic
    assert main(["map", "suggest", source, "--site", file, *ON, "--fact", "calocus-composite"]) == 0
    out = capsys.readouterr().out
    assert "its words hold 'CALOCUS total'" in out
    assert "to check: whether it is the whole form's score: its numbers go from 12 to 21" in out
    assert "least-restrictive" not in out


def test_a_source_that_is_not_there_is_named(
    clinic: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gaps", "nowhere", *ON]) == 2
    assert "nowhere" in capsys.readouterr().err
