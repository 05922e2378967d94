"""`criteria-cards facts`, `new` and `card`: what is listed, written to be filled in, shown."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from criteria.strict_yaml import read
from service.cli.main import main

ROOT = Path(__file__).parents[3]
ANSWER = ROOT / "fixtures" / "order-select" / "age-6-today-calocus-asked" / "response.json"
H0024 = "va-medicaid-h0024-peer-support"


def test_facts_tell_who_uses_who_supplies_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "--json"]) == 0
    facts = {each["name"]: each for each in json.loads(capsys.readouterr().out)["facts"]}
    composite = facts["calocus-composite"]
    assert composite["criteria"] == ["H2017 admission-child I.3"]
    assert composite["values"] == "a whole number from 7 to 35"
    assert composite["window"] == "180 days"
    assert facts["lpha-recommends"]["suppliedBy"] == "an LPHA"
    assert not facts["birth-date"]["isCoded"]


def test_facts_of_one_policy_are_those_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "--policy", H0024]) == 0
    out = capsys.readouterr().out
    assert "severity-vocational: " in out
    assert "calocus-composite" not in out
    assert main(["facts", "--policy", "none"]) == 2


def test_a_new_site_passes_the_check_and_names_each_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "site", "north-clinic"]) == 0
    assert main(["check", "north-clinic.yaml", "--on", "2026-03-01"]) == 0
    text = Path("north-clinic.yaml").read_text(encoding="utf-8")
    assert "calocus-composite: [{" in text
    filled = text.replace("# codes:", "codes:").replace("#   least-restrictive:", "  least-restrictive:")
    Path("north-clinic.yaml").write_text(filled, encoding="utf-8")
    assert read(Path("north-clinic.yaml")).value["codes"].keys() == {"least-restrictive"}
    assert main(["check", "north-clinic.yaml", "--on", "2026-03-01"]) == 0
    capsys.readouterr()
    assert main(["new", "site", "north-clinic"]) == 2
    assert "File exists" in capsys.readouterr().err


def test_a_site_to_fill_in_for_one_policy_names_its_inputs_alone(tmp_path: Path) -> None:
    file = tmp_path / "south.yaml"
    assert main(["facts", "--policy", H0024, "--site", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert "severity-vocational" in text
    assert "calocus-composite" not in text
    assert f"\npolicies: [{H0024}]\n" in text


def test_a_new_site_of_some_policies_uses_those_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "site", "north-clinic", "--policy", H0024]) == 0
    assert main(["check", "north-clinic.yaml", "--on", "2026-03-01"]) == 0
    assert main(["facts", "--policy", H0024, "--site", "same-facts.yaml"]) == 0
    new = Path("north-clinic.yaml").read_text(encoding="utf-8")
    assert new == Path("same-facts.yaml").read_text(encoding="utf-8").replace("same-facts", "north-clinic")
    capsys.readouterr()
    assert main(["new", "site", "south-clinic", "--policy", "va-medicaid-h0024"]) == 2
    assert f"the nearest name is '{H0024}'" in capsys.readouterr().err
    assert not Path("south-clinic.yaml").exists()


def test_a_new_policy_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "policy", "ex-medicaid-h0031", "--code", "H0031", "--in", str(tmp_path)]) == 0
    folder = tmp_path / "ex-medicaid-h0031"
    assert {each.name for each in folder.iterdir()} == {"policy.yaml", "source.txt", "cases.yaml"}
    assert main(["check", str(folder), "--on", "2026-03-01"]) == 0
    assert read(folder / "policy.yaml").value["service"]["code"] == "H0031"
    assert main(["new", "policy", "ex-medicaid-h0031", "--in", str(tmp_path)]) == 2


@pytest.mark.parametrize("name", ["North", "a b", "../x", ""])
def test_a_name_that_is_no_id_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "site", name]) == 2
    assert "expected lower case words" in capsys.readouterr().err


def test_a_card_is_shown_with_its_indicator_links_and_offers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", str(ANSWER)]) == 0
    out = capsys.readouterr().out
    for said in (
        "info: H2017 PRS child admission: 8 of 9 met. Missing: CALOCUS composite",
        "I.3. CALOCUS composite of 17 or above (6 to 18 years)",
        "Make a task of the open questions",
        "Source: ",
    ):
        assert said in out
    assert "**" not in out
    assert "\x1b" not in out


def test_a_narrow_frame_breaks_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", str(ANSWER), "--width", "40"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line.rstrip()) for line in lines if "http" not in line) <= 40


def test_an_answer_of_another_service_is_shown_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"cards": [{"summary": "Other", "indicator": "warning", "source": {"label": "X"}, "uuid": "1"}]}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(foreign).encode())))
    assert main(["card", "-"]) == 0
    assert "warning: Other" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("x", "this is not JSON", id="no JSON"),
        pytest.param("{}", "cards", id="no cards"),
        pytest.param(
            '{"cards": [{"indicator": "info", "source": {"label": "a"}}]}', "cards", id="no summary"
        ),
        pytest.param('{"cards": 5}', "cards", id="cards that are no list"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(content, encoding="utf-8")
    assert main(["card", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_what_was_written_is_told_to_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "site", "north", "--in", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(tmp_path / "north.yaml")]}
