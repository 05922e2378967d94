"""docs/local-codes.md does what it says: a clinic's own codes reach a complete card by one site file."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from criteria.strict_yaml import FileError
from service.cli.mistakes import mistakes
from service.settings import Settings
from service.web.app import create_app
from tests.support.cards import DETERMINATION
from tests.support.fhir import Json
from tests.support.hook_calls import ORDER_SELECT
from tests.support.running.service import served

DOCS = Path(__file__).parent.parent / "docs"
CALL: Json = json.loads((DOCS / "local-codes" / "order.json").read_text(encoding="utf-8"))
PAGE = (DOCS / "local-codes.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(yaml|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """What is added to the site's file, and what the page says that is answered then."""

    added: str
    answered: str


def steps() -> list[Step]:
    """The steps of the page."""
    blocks = BLOCK.findall(PAGE)
    kinds = [kind for kind, _ in blocks]
    assert kinds == ["yaml", "text"] * (len(blocks) // 2)
    return [
        Step(added, answered) for (_, added), (_, answered) in zip(blocks[::2], blocks[1::2], strict=True)
    ]


STEPS = steps()
COMMAND = re.findall(r"^```bash\n(curl .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
"""As the page gives it."""
WHOLE = "".join(step.added for step in STEPS)


def answered(folder: Path, text: str, request: Json = CALL) -> str:
    """What the page's command shows for a site's file of this text, or how it is refused."""
    (folder / "north-clinic.yaml").write_text(text, encoding="utf-8")
    try:
        app = create_app(Settings(site="north-clinic.yaml", require_token=False, allow_as_of=True))
    except FileError as error:
        return "".join(f"{line}\n" for line in mistakes(error))
    response = app.test_client().post(f"/cds-services/{ORDER_SELECT}", json=request)
    summaries = [card["summary"] for card in response.get_json()["cards"]]
    return " ".join(summaries or ["no card"]) + "\n"


@pytest.fixture(autouse=True)
def _beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_each_step_of_the_page_is_answered_as_it_says(tmp_path: Path, number: int) -> None:
    text = "".join(step.added for step in STEPS[:number])
    assert answered(tmp_path, text) == STEPS[number - 1].answered


def test_the_clinic_reaches_a_complete_card_from_the_running_service(tmp_path: Path) -> None:
    path = tmp_path / "north-clinic.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    with served(tmp_path, {"SITE": str(path)}) as service:
        answer = service.post(f"/cds-services/{ORDER_SELECT}", json.dumps(CALL).encode())
        shown = subprocess.run(
            ["bash", "-c", COMMAND.replace("http://127.0.0.1:5000", service.url)],
            cwd=DOCS.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    assert shown.stdout == STEPS[-1].answered
    (card,) = json.loads(answer.body)["cards"]
    outcomes = {each["id"]: each["outcome"] for each in card["extension"][DETERMINATION]["criteria"]}
    assert outcomes == dict.fromkeys(("population", *"ABCDEFG"), "met")
    assert "daily living moderate; relationships severe; recreation moderate" in card["detail"]
    assert "the site's file says that 2780001 is H2017" in card["detail"]


def test_a_rating_of_two_of_five_is_mild(tmp_path: Path) -> None:
    """School or work is rated 2, and does not make a second area with daily living."""
    rows = CALL["prefetch"]["observations"]["entry"]
    kept = [each for each in rows if each["resource"]["id"] not in ("row-2", "row-4")]
    sent = {**CALL["prefetch"], "observations": {**CALL["prefetch"]["observations"], "entry": kept}}
    told = answered(tmp_path, WHOLE, {**CALL, "prefetch": sent})
    assert told.startswith("H2017 PRS adult admission: 6 of 7 met. Missing: ")


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        pytest.param('code: "2780001"', 'code: "2780002"', "no card\n", id="another orderable"),
        pytest.param('code: "5011"', 'code: "5019"', "6 of 7 met", id="another row"),
        pytest.param("Due to illness", "Due to an illness", "6 of 7 met", id="another word"),
        pytest.param('"10": lpha', '"11": lpha', "6 of 7 met", id="another item of the form"),
        pytest.param('version: "3"', 'version: "2"', "3 of 7 met", id="another version of the form"),
    ],
)
def test_what_the_file_does_not_say_of_the_record_is_open(
    tmp_path: Path, line: str, other: str, told: str
) -> None:
    assert WHOLE.count(line) == 1
    assert told in answered(tmp_path, WHOLE.replace(line, other))
