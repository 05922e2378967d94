"""LHC-Forms as an independent check: it shows our forms, is answered by a script, and extracts what we write.

It is the form filler of the National Library of Medicine, in a headless browser.
Each answer that we would write is clicked or typed there; its response and the
Observations that it extracts are then compared with ours, field by field.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.interop.npm_packages import LHC_FORMS, fetched
from tests.support.browsing import Browsing
from tests.support.fhir import Json

_PAGE = """<!doctype html><meta charset="utf-8"><title>LHC-Forms</title>
<link rel="stylesheet" href="webcomponent/styles.css"><div id="form"></div>
<script src="webcomponent/assets/lib/zone.min.js"></script><script src="webcomponent/runtime.js"></script>
<script src="webcomponent/polyfills.js"></script><script src="webcomponent/main.js"></script>
<script src="fhir/R4/lformsFHIR.min.js"></script>
"""
_SHOW = """async ([questionnaire, patient]) => {
  window.asked = [];
  const nothing = {resourceType: "Bundle", type: "searchset"};
  const request = async url => { window.asked.push(url); return nothing; };
  const client = {getFhirVersion: async () => "4.0.1", getFhirRelease: async () => 4, request};
  LForms.Util.setFHIRContext(
    {...client, client, user: {}, patient: {id: patient.id, read: async () => patient, request}}, {patient});
  await LForms.Util.addFormToPage(questionnaire, "form", {fhirVersion: "R4", prepopulate: true});
}"""
_TAKEN = """patient =>
  LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", null, {extract: true, subject: patient})"""


class LhcForm:
    """One form that it shows, for one patient."""

    def __init__(self, page: Page, questionnaire: Json, patient: Json) -> None:
        self._page, self._patient = page, patient
        page.evaluate(_SHOW, [questionnaire, patient])

    @property
    def searches(self) -> list[str]:
        """What it asked the patient's chart for, to fill the form beforehand."""
        asked: list[str] = self._page.evaluate("window.asked")
        return asked

    def shows(self, link_id: str) -> bool:
        """Whether an item is shown."""
        return self._page.locator(f"[id='item-{link_id}/1/1'], [id^='item-{link_id}/1']").first.is_visible()

    def answer(self, link_id: str, answer: Json) -> None:
        """Answer one item as a person would."""
        depth = "/1" * self._depth(link_id)
        if coding := answer.get("valueCoding"):
            self._page.locator(f"[id='{link_id}{depth}|{coding['system']}|{coding['code']}']").click()
            return
        field = self._page.locator(f"[id='item-{link_id}{depth}'] input").first
        if "valueDate" in answer:
            year, month, day = answer["valueDate"].split("-")
            field.fill(f"{month}/{day}/{year}")
            field.press("Enter")
        else:
            field.fill(str(answer["valueInteger"]))
        field.blur()

    def taken(self) -> tuple[Json, list[Json]]:
        """Its response, and the Observations that it extracts."""
        response, *others = self._page.evaluate(_TAKEN, self._patient)
        extracted = []
        for each in others:
            entries = each["entry"] if each["resourceType"] == "Bundle" else [{"resource": each}]
            extracted += [entry["resource"] for entry in entries]
        return response, extracted

    def _depth(self, link_id: str) -> int:
        found = self._page.locator(f"[id^='item-{link_id}/1']").first.get_attribute("id") or ""
        return found.removeprefix(f"item-{link_id}").count("/")


@contextmanager
def lhc_forms(browser: Browsing, kept: Path) -> Iterator[Any]:
    """What shows a form in a page of its own: of a questionnaire and a patient, until the block ends.

    Raises:
        NotHad: where the package cannot be had.
    """
    folder = fetched(LHC_FORMS, kept) / "dist" / "lforms"
    (folder / "page.html").write_text(_PAGE, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    @contextmanager
    def shown(questionnaire: Json, patient: Json) -> Iterator[LhcForm]:
        with browser.page() as page:
            page.goto(f"http://127.0.0.1:{server.server_port}/page.html")
            yield LhcForm(page, json.loads(json.dumps(questionnaire)), patient)

    try:
        yield shown
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""
