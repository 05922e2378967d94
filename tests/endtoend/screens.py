"""`python -m tests.endtoend.screens` draws docs/worksheet/: the worksheet of an end to end run.

The parts are those of the tests beside it, and the patients those that come along.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.endtoend.clinic import IMANI, PRIYA, Clinic, clinic
from tests.endtoend.worksheet_page import WorksheetPage
from tests.support.browsing import browsing
from tests.support.fhir_stores.gate import lost_before
from tests.support.fhir_stores.sekmet_store import sekmet_store

FOLDER = Path(__file__).parents[2] / "docs" / "worksheet"
WIDTH, HEIGHT = 800, 640
COLORS = 64
MANY = 40
"""More failures than a service tries again for."""


def main() -> int:
    """Draw them all anew."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sekmet_store(Path(folder)) as store,
        browsing() as browser,
        clinic(Path(folder), store, browser) as here,
    ):
        here.guard()
        stay(here)
        colleagues(here)
    return 0


def stay(here: Clinic) -> None:
    """A continued stay: as it opens, answered, with a save that fails, saved, and its summary."""
    patient = here.admit("adult-continued-stay")
    card = here.fire(patient)[0]
    with seen(here, here.link(card, patient, IMANI)) as sheet:
        draw(sheet, "opened")
        sheet.answer_all(
            {"outcome-restored": "no", "outcome-sustained": "no", "participating": "cannot-tell"}
        )
        sheet.expect_would("With your 4 answers")
        draw(sheet, "answered", "article:has([name='participating'])")
        here.store.gate.fail(lost_before, times=MANY)
        sheet.save()
        draw(sheet, "not-saved")
        here.store.gate.mend()
        sheet.save()
        draw(sheet, "saved")
        sheet.page.get_by_role("link", name="Print or PDF").click()
        draw(sheet, "summary")


def colleagues(here: Clinic) -> None:
    """Two clinicians who do not agree."""
    patient = here.admit("adult-continued-stay")
    card = here.fire(patient)[0]
    with seen(here, here.link(card, patient, IMANI)) as imanis:
        imanis.answer(participating="yes")
        with seen(here, here.link(card, patient, PRIYA)) as priyas:
            priyas.answer(participating="no")
            priyas.save()
        imanis.save()
        draw(imanis, "colleagues", ".conflict")


@contextmanager
def seen(here: Clinic, address: str) -> Iterator[WorksheetPage]:
    """A worksheet in a window as small as in an EHR's frame."""
    with here.browser.page(WIDTH, HEIGHT) as page:
        page.goto(address)
        yield WorksheetPage(page)


def draw(sheet: WorksheetPage, name: str, at: str = "") -> None:
    """Write what the window shows, scrolled to a place, in as few colors as it needs."""
    if at:
        sheet.page.locator(at).first.evaluate("element => element.scrollIntoView({block: 'center'})")
    else:
        sheet.page.evaluate("scrollTo(0, 0)")
    taken = Image.open(io.BytesIO(sheet.page.screenshot())).convert("RGB")
    taken.quantize(COLORS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
