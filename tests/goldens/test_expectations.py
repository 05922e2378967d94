"""The checks themselves: a wrong expectation and a bad answer are both found out."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.goldens.case import PATIENTS, Expected, load_case
from tests.goldens.cds_hooks import violations
from tests.goldens.expectations import contradictions
from tests.goldens.files import GoldenFiles, differences, orphans, paths, remove, write
from tests.goldens.pages import as_json, difference
from tests.support.cards import DETERMINATION
from tests.support.fhir import Json

NAME = "any-case"
CASE = load_case(PATIENTS / "h2017-adult-admission-met.yaml")
BY_HAND = CASE.model_copy(update={"sent_by_hand": True})
ANSWER: Json = {
    "cards": [
        {
            "uuid": "6a1f3c0e-8f0e-4a35-9f0a-0d8f4f1f7a51",
            "summary": "H2017 PRS adult admission: 1 of 2 criteria met",
            "detail": "- **A: met** (Condition/F33.1)",
            "indicator": "info",
            "source": {"label": "Payer", "url": "http://x.example", "topic": {"code": "p", "system": "s"}},
            "overrideReasons": [{"code": "c", "system": "s", "display": "Another"}],
            "links": [{"label": "Text", "url": "http://x.example", "type": "absolute"}],
            "extension": {
                DETERMINATION: {
                    "ruleSet": "continued-stay-adult",
                    "outcome": "unknown",
                    "criteria": [
                        {"id": "population", "outcome": "met"},
                        {
                            "id": "A",
                            "outcome": "met",
                            "criteria": [
                                {"id": "population", "outcome": "met"},
                                {"id": "A", "outcome": "met", "criteria": [{"id": "A.3", "outcome": "met"}]},
                            ],
                            "evidence": [{"fact": "dx-bipolar", "reference": "Condition/F33.1"}],
                        },
                        {
                            "id": "B",
                            "outcome": "unknown",
                            "hints": [{"fact": "f", "reference": "Goal/1"}],
                            "missing": [{"fact": "participating", "reason": "not documented"}],
                        },
                    ],
                    "gaps": [{"reference": "prefetch/goals", "problem": "the EHR did not send this"}],
                }
            },
        }
    ]
}
RIGHT = {
    "rule_set": "continued-stay-adult",
    "outcome": "unknown",
    "indicator": "info",
    "criteria": {"population": "met", "A": "met", "A/A.3": "met", "B": "unknown"},
    "cites": {"A": ["Condition/F33.1"]},
    "hints": {"B": ["Goal/1"]},
    "missing": {"B": ["participating"]},
    "summary": ["1 of 2"],
    "detail": ["A: met"],
    "gaps": ["prefetch/goals"],
}


def against(*expected: dict[str, Any]) -> list[str]:
    models = tuple(Expected.model_validate(each) for each in expected)
    return contradictions(CASE.model_copy(update={"expect": models}), ANSWER)


def test_a_right_expectation_holds() -> None:
    assert against(RIGHT) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"outcome": "met"}, "outcome: expected met, found unknown"),
        ({"indicator": "warning"}, "indicator: expected warning, found info"),
        ({"rule_set": "discharge"}, "expected cards ['discharge'], found ['continued-stay-adult']"),
        ({"criteria": {"B": "met"}}, "B: expected met, found unknown"),
        ({"criteria": {"A.3": "met"}}, "A.3: expected met, found nothing"),
        ({"cites": {"A": ["Condition/other"]}}, "A: no evidence Condition/other"),
        ({"cites": {"B": ["Condition/F33.1"]}}, "B: no evidence Condition/F33.1"),
        ({"hints": {"B": ["Goal/2"]}}, "B: no hint Goal/2"),
        ({"missing": {"B": ["team-agrees"]}}, "B: no missing fact team-agrees"),
        ({"summary": ["2 of 2"]}, "summary: '2 of 2' does not occur"),
        ({"detail": ["B: met"]}, "detail: 'B: met' does not occur"),
        ({"gaps": ["prefetch/encounters"]}, "no gap speaks of 'prefetch/encounters'"),
    ],
)
def test_a_wrong_expectation_is_found_out(wrong: dict[str, Any], message: str) -> None:
    assert any(message in found for found in against(RIGHT | wrong))


def test_a_card_too_many_or_too_few_is_found_out() -> None:
    assert against()[0].startswith("expected cards [], found ['continued-stay-adult']")
    assert against(RIGHT, RIGHT)[0].startswith(
        "expected cards ['continued-stay-adult', 'continued-stay-adult']"
    )


def test_a_good_answer_breaks_no_rule() -> None:
    assert violations(ANSWER) == []
    assert violations({"cards": []}) == []


@pytest.mark.parametrize(
    ("element", "value", "message"),
    [
        ("summary", "x" * 140, "summary has 140 characters"),
        ("summary", "", "summary is missing"),
        ("detail", None, "$.cards.0.detail is empty"),
        ("links", [], "$.cards.0.links is empty"),
        ("indicator", "critical", "indicator critical"),
        (
            "source",
            {"label": "Payer", "url": "http://x.example", "topic": {"code": "p"}},
            "topic.system is missing",
        ),
        ("overrideReasons", [{"code": "c", "system": "s"}], "overrideReasons.display is missing"),
        ("links", [{"label": "Text", "url": "/text", "type": "absolute"}], "link /text is not absolute"),
        ("suggestions", [{"label": "Do"}], "suggestions without a selectionBehavior"),
        ("uuid", "one", "uuid is no UUID"),
        ("title", "A title", "unknown element title"),
        ("detail", "The stay is approved.", "detail says 'approved'"),
        ("detail", "Not eligible", "detail says 'eligible'"),
        ("detail", "<b>bold</b>", "detail holds markup"),
        ("detail", "one\n| a | b |", "detail holds markup"),
    ],
)
def test_a_bad_answer_is_found_out(element: str, value: Any, message: str) -> None:
    answer = deepcopy(ANSWER)
    answer["cards"][0][element] = value
    assert any(message in found for found in violations(answer))


def test_two_cards_with_one_uuid_are_found_out() -> None:
    assert violations({"cards": [*ANSWER["cards"], *ANSWER["cards"]]}) == ["two cards share a uuid"]


def test_a_difference_in_a_card_shows_the_sentence_and_not_the_whole_detail() -> None:
    before, now = (
        as_json({"detail": "A: met\nB: met\nC: met"}),
        as_json({"detail": "A: met\nB: open\nC: met"}),
    )
    changed = [line for line in difference("a case", before, now).splitlines() if line[0] in "+-"]
    assert changed == ["--- a case (committed)", "+++ a case (now)", "-    B: met\\n", "+    B: open\\n"]
    assert difference("a case", before, before) == ""


def test_what_fits_on_a_line_stands_on_one() -> None:
    assert (
        as_json({"coding": [{"system": "s", "code": "c"}]}) == '{"coding": [{"system": "s", "code": "c"}]}\n'
    )
    long = as_json({"text": "x" * 120, "items": [{"id": "a"}, "y" * 120]})
    assert json.loads(long) == {"text": "x" * 120, "items": [{"id": "a"}, "y" * 120]}
    assert long.splitlines()[2:5] == ['  "items": [', '    {"id": "a"},', f'    "{"y" * 120}"']


def test_writing_changes_what_differs_and_nothing_else(tmp_path: Path) -> None:
    wanted = GoldenFiles("{}\n", json.dumps(ANSWER), "# A page\n")
    assert len(list(differences(NAME, BY_HAND, wanted, tmp_path))) == 3
    assert write(NAME, BY_HAND, wanted, tmp_path)
    assert not write(NAME, BY_HAND, wanted, tmp_path)
    assert list(differences(NAME, BY_HAND, wanted, tmp_path)) == []


def test_a_request_that_nobody_sends_by_hand_is_written_where_git_ignores_it(tmp_path: Path) -> None:
    case = CASE.model_copy(update={"sent_by_hand": False})
    wanted = GoldenFiles("{}\n", "{}\n", "# A page\n")
    assert write(NAME, case, wanted, tmp_path)
    assert (tmp_path / "generated" / "order-select" / NAME / "request.json").read_text() == "{}\n"
    assert not write(NAME, case, wanted._replace(request="[]\n"), tmp_path)
    assert list(differences(NAME, case, wanted._replace(request="{ }\n"), tmp_path)) == []


def test_what_belongs_to_no_case_is_found_and_removed(tmp_path: Path) -> None:
    wanted = GoldenFiles("{}\n", "{}\n", "# A page\n")
    write(NAME, BY_HAND, wanted, tmp_path)
    write("gone", BY_HAND, wanted, tmp_path)
    (tmp_path / "order-select" / NAME / "left-over.json").write_text("{}", encoding="utf-8")
    left = orphans({NAME: BY_HAND}, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in left} == {
        f"order-select/{NAME}/left-over.json",
        *paths("gone", BY_HAND),
    }
    for path in left:
        remove(path)
    assert orphans({NAME: BY_HAND}, tmp_path) == []
    assert [path.name for path in (tmp_path / "order-select").iterdir()] == [NAME]
