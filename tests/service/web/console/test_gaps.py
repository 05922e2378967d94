"""The page of gaps: the latest report, its danger first; decisions go to the site's ledger."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.population.ledger import load_ledger
from tests.service.population.clinic import COMPOSITE, LEAST, export, site
from tests.service.web.console.test_gate import BROWSER, console


@pytest.fixture(scope="module")
def looked_through(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clinic's file and the report on its export."""
    folder = tmp_path_factory.mktemp("clinic")
    settings = {"CRITERIA_CARDS_DATA": str(folder / "data")}
    command = [sys.executable, "-m", "service.cli.main", "gaps", str(export(folder / "export"))]
    options = ["--site", str(site(folder)), "--on", "2026-03-01", "--workers", "1"]
    subprocess.run([*command, *options], env={**os.environ, **settings}, check=True, capture_output=True)
    return folder


@pytest.fixture
def clinic(looked_through: Path, tmp_path: Path) -> FlaskClient:
    """The console of a clinic whose export was looked through."""
    shutil.copytree(looked_through, tmp_path, dirs_exist_ok=True)
    return console(tmp_path / "data", site=str(tmp_path / "north-clinic.yaml"))


def page(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/console/gaps{query}", headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def form_of(text: str, words: str) -> dict[str, str]:
    """The hidden fields of the form that decides on a gap."""
    form = text.partition(f'aria-label="Decide on {words}"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form)[:2])


def test_without_a_report_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "criteria-cards gaps EXPORT" in page(console(tmp_path))


def test_what_would_turn_to_not_met_stands_before_the_gaps(clinic: FlaskClient) -> None:
    text = page(clinic)
    assert "criteria would turn from open to not met" in text
    assert "Observation/c3-81077" in text
    assert text.index('id="danger"') < text.index("CALOCUS total score</h3>")


def test_a_gap_has_its_lines_and_what_they_would_change(clinic: FlaskClient) -> None:
    text = page(clinic)
    assert f"flowsheet&#34;, code: &#34;{COMPOSITE}&#34;" in text
    assert "settled for 0 of 3 now, <b>3</b> with it" in text


def test_one_kind_can_be_chosen(clinic: FlaskClient) -> None:
    text = page(clinic, "?kind=not-in-the-record")
    assert "CALOCUS total score</h3>" not in text
    assert "LPHA recommends the service</h3>" in text


def test_a_decision_is_kept_in_the_ledger_and_shown(clinic: FlaskClient, tmp_path: Path) -> None:
    before = (tmp_path / "north-clinic.yaml").read_bytes()
    fields = form_of(page(clinic), "Least restrictive setting")
    posted = {**fields, "why": "another meaning", "decision": "refused"}
    assert clinic.post("/console/gaps", data=posted, headers=BROWSER).status_code == 303
    [entry] = load_ledger(tmp_path / "north-clinic.ledger.yaml").decisions
    assert (entry.decision, entry.why) == ("refused", "another meaning")
    assert entry.what.endswith(LEAST)
    text = page(clinic)
    assert "Least restrictive setting</h3>" not in text
    assert "another meaning" in text
    assert (tmp_path / "north-clinic.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"csrf": "00"}, 403, id="a form of another page"),
        pytest.param({"gap": "00000000"}, 422, id="no such gap"),
        pytest.param({"why": " "}, 400, id="no reason"),
        pytest.param({"decision": "approved"}, 400, id="no such decision"),
        pytest.param({"decision": "postponed", "until": "soon"}, 400, id="no date"),
    ],
)
def test_what_is_posted_wrongly_is_refused_and_kept_nowhere(
    clinic: FlaskClient, tmp_path: Path, changes: dict[str, str], status: int
) -> None:
    fields = form_of(page(clinic), "Least restrictive setting")
    posted = {**fields, "why": "x", "decision": "refused", **changes}
    assert clinic.post("/console/gaps", data=posted, headers=BROWSER).status_code == status
    assert not (tmp_path / "north-clinic.ledger.yaml").exists()


def test_where_the_console_is_off_there_are_no_gaps(tmp_path: Path) -> None:
    assert console(tmp_path, console="off").get("/console/gaps", headers=BROWSER).status_code == 404
