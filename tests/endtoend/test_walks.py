"""Three walks of a newcomer, by the commands and the pages alone: each ends with a right card in the browser.

How long they take by the clock is told in docs/map-with-gaps.md and the README; a test that goes by it would
be slow on a slow day.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from service.samples.load import load
from service.samples.shipped import PATIENTS, Shipped, shipped_patient
from tests.service.dtr.asking import TODAY
from tests.support.browsing import Browsing
from tests.support.fhir import BASE
from tests.support.fhir_stores.store import FhirStore
from tests.support.running.service import COMMAND, served

ROOT = Path(__file__).parents[2]
ORDER = ROOT / "docs" / "local-codes" / "order.json"
DEMONSTRATION = {
    "OPEN_WORKSHEET": "true",
    "CONSOLE": "open",
    "CONSOLE_PATIENTS": "true",
    "ALLOW_LOOPBACK_ORIGINS": "true",
    "REPLAY_STORE_DOWN": "answer",
}
"""As `make run` sets them."""
THE_REST = "answers:\n  impairment-attributable: {yes: [{text: Due to illness}]}\n"


@contextmanager
def console(folder: Path, browser: Browsing, site: str = "example-private") -> Iterator[Page]:
    """The console of a service that runs, in a browser."""
    settings = {**DEMONSTRATION, "SITE": site}
    with served(folder, settings, ("--workers", "1")) as service, browser.page() as page:
        page.goto(service.url)
        yield page


def test_from_the_first_page_to_the_first_card(tmp_path: Path, browser: Browsing) -> None:
    with console(tmp_path, browser) as page:
        page.get_by_role("link", name="child-admission").click()
        page.get_by_role("button", name="Fire", exact=True).last.click()
        page.wait_for_selector("#result")
        shown = page.locator("#result").inner_text()
        assert "H2017 PRS child admission: 7 of 9 met." in " ".join(shown.split())


def test_from_ones_own_fhir_server_to_a_right_card(
    tmp_path: Path, browser: Browsing, fhir_store: FhirStore
) -> None:
    short = load(PATIENTS / "child-admission.yaml", Shipped)
    patient = shipped_patient(f"p{uuid4().hex[:12]}", short, TODAY, BASE)
    fhir_store.load(patient.resources)
    with console(tmp_path, browser) as page:
        page.get_by_role("link", name="Fire a hook").click()
        page.get_by_text("A patient of a FHIR server").click()
        page.get_by_role("textbox", name="FHIR server").fill(fhir_store.url)
        page.locator("#f-identity").fill(patient.patient)
        page.get_by_role("button", name="Read the patient").click()
        page.get_by_role("button", name="Fire", exact=True).last.click()
        page.wait_for_selector("#result")
        shown = page.locator("#result").inner_text()
        assert "H2017 PRS child admission: 7 of 9 met." in " ".join(shown.split())


def command(folder: Path, *arguments: str) -> str:
    """What a command prints."""
    environment = {**os.environ, "CRITERIA_CARDS_DATA": str(folder / "data")}
    done = subprocess.run(
        [str(COMMAND), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("with_the_rest", [False, True], ids=["what is proposed", "and one line by hand"])
def test_from_local_codes_to_a_complete_card(tmp_path: Path, browser: Browsing, with_the_rest: bool) -> None:
    order, file = str(ORDER), tmp_path / "north-clinic.yaml"
    on = ("--site", file.name, "--on", "2026-03-01", "--workers", "1")
    command(tmp_path, "new", "site", "north-clinic")
    command(tmp_path, "gaps", order, *on)
    lines = command(tmp_path, "map", "suggest", order, *on, "--lines")
    if with_the_rest:
        lines = lines.replace("answers:\n", THE_REST)
    file.write_text(file.read_text(encoding="utf-8") + lines, encoding="utf-8")
    command(tmp_path, "check", file.name, "--on", "2026-03-01")
    with console(tmp_path, browser, str(file)) as page:
        page.get_by_role("link", name="Mapping gaps").click()
        assert "prs-intake" in page.locator("main").inner_text()
        page.get_by_role("link", name="Request bench").click()
        page.get_by_label("Paste a request").check()
        page.get_by_text("Edit facts, context and resources").click()
        page.locator("#f-request").fill(json.dumps(json.loads(ORDER.read_bytes())))
        page.get_by_role("button", name="Fire", exact=True).last.click()
        page.wait_for_selector("#result")
        shown = " ".join(page.locator("#result").inner_text().split())
        expected = "all 7 criteria documented as met" if with_the_rest else "6 of 7 met"
        assert f"H2017 PRS adult admission: {expected}" in shown
