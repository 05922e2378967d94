"""Hand-made summaries: of a sheet with open questions, of a saved one, of a continued stay."""

from __future__ import annotations

from msgspec.structs import replace

from service.worksheet.summary import summary_of
from service.worksheet.view.page import Posted
from service.worksheet.view.parts import Action
from tests.support.pages.sheets import CONTINUED_STAY, SAVED
from tests.support.pages.untouched import UNTOUCHED

PREPARED = "Prepared Nov 29, 2026, 10:12, for Robin Ash, LPC."
OPEN = replace(
    summary_of(UNTOUCHED, PREPARED, has_substance_use=False),
    actions=(
        Action("As a PDF", "/worksheet/launch-1/summary.pdf", icon="print"),
        Action("File in the chart", "/worksheet/launch-1/file", "file"),
    ),
    posted=Posted("", "/worksheet/launch-1/file", (("csrf", "c"),)),
)
SUBSTANCE_USE = summary_of(SAVED, PREPARED, has_substance_use=True)
STAY = summary_of(CONTINUED_STAY, PREPARED, has_substance_use=False)

SUMMARIES = {"open questions": OPEN, "substance use": SUBSTANCE_USE, "continued stay": STAY}
