"""`criteria-cards cases` lists what each case of a policy comes to, and shows the card of one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from criteria.load import POLICIES
from service.cli.main import main

H0024 = "va-medicaid-h0024-peer-support"


def test_each_case_is_listed_with_what_it_comes_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", H0024, "--rule-set", "discharge"]) == 0
    head, first, *_, counted = capsys.readouterr().out.splitlines()
    assert (head, first) == ("discharge:", "  met      The baseline meets everything")
    assert counted == f"12 cases of {H0024}; none come to something else"


def test_a_case_that_comes_to_something_else_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / H0024
    shutil.copytree(POLICIES / H0024, own)
    cases = own / "cases.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text.replace("{birth-date: 2005-03-02}", "{birth-date: 2005-02-28}"), encoding="utf-8")
    assert main(["cases", str(own)]) == 1
    out = capsys.readouterr().out
    assert "  met      Turns 21 tomorrow\n           population: expected not_met, found met\n" in out
    assert "come to something else" in out.splitlines()[-1]
    assert main(["cases", str(own), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (wrong,) = [each for each in told["cases"] if each["wrong"] and each["ruleSet"] == "admission"]
    assert wrong["wrong"] == {"population": "not_met", "outcome": "not_met"}
    assert wrong["found"] == {"population": "met", "outcome": "met"}


def test_the_card_of_a_case_is_shown_in_words_or_as_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    case = ["cases", H0024, "--card", "no goal is met", "--rule-set", "admission"]
    assert main(case) == 2
    assert "no case is called 'no goal is met'" in capsys.readouterr().err
    case = ["cases", H0024, "--card", "everything is documented"]
    assert main(case) == 0
    assert "H0024 Peer Support admission: all 3 criteria documented as met" in capsys.readouterr().out
    assert main([*case, "--json"]) == 0
    (card, *_) = json.loads(capsys.readouterr().out)["cards"]
    assert card["source"]["label"].startswith("Virginia Medicaid")


def test_what_is_no_policy_or_rule_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", str(tmp_path)]) == 2
    assert "no policy.yaml lies in" in capsys.readouterr().err
    assert main(["cases", H0024, "--rule-set", "none"]) == 2
    assert "the rule sets are admission, continued-stay, discharge" in capsys.readouterr().err
