"""A hand-made worksheet before the first answer, and with one that is not saved."""

from __future__ import annotations

from msgspec.structs import replace

from service.worksheet.view.criterion import CriterionView, Section
from service.worksheet.view.page import Patient, Posted, SaveBar, SheetView, Sign
from service.worksheet.view.parts import Action, Link, Mark, Said, Tile
from service.worksheet.view.questions import Change
from tests.support.pages import asked, rows
from tests.support.pages.asked import SIGNER, STATES

SAVE = "/worksheet/launch-1/save"
PATHS = "ABCDEFGHI"
READ_AGAIN = Action("Read the record again", STATES, "again")
PRINT = Action("Print or PDF", "/worksheet/launch-1/summary", icon="print")
TRY_AGAIN = Action("Try again", SAVE, "do", is_first=True)


def strip(**marks: Mark) -> tuple[Tile, ...]:
    """The nine tiles: met, unless another mark is given."""
    names = {Mark.MET: "met", Mark.NOT_MET: "not met", Mark.UNREAD: "unread"}
    marked = {path: marks.get(path, Mark.MET) for path in PATHS}
    return tuple(Tile(path, mark, names.get(mark, "open")) for path, mark in marked.items())


SIGN = Sign(
    SIGNER,
    "Nov 29, 2026",
    "LPC, on the list of this site. Saving writes one form response and its observations.",
    (f"Signature of {SIGNER}", "Signature of caregiver (F)", "Date"),
)


UNTOUCHED = SheetView(
    title="H2017 PRS child admission, Avery Quill: worksheet",
    heading="H2017 PRS child admission",
    patient=Patient("Quill, Avery", "Sep 10, 2015 (11 years)", "female", "MR-1", SIGNER),
    tally="7 of 9 met, 2 open",
    strip=strip(F=Mark.OPEN, I=Mark.ON_FILE),
    decide=Said(
        "F and I decide.", " The whole is met only if both are; if either is not met, the whole is not."
    ),
    policy=Link("South Carolina Medicaid, Psychosocial Rehabilitation Services (PRS)", "/policies/x"),
    source=", undated, version 1.0.0. Record read at 10:02 today.",
    sections=(
        Section(
            "open",
            "Open (2)",
            (asked.family(), asked.score()),
            "Nothing is filled in beforehand. Leave out what you cannot answer.",
        ),
        rows.met("A", "B", "C", "D", "E", "G", "H"),
    ),
    posted=Posted(STATES, SAVE, (("csrf", "c"), ("record", "sealed"))),
    actions=(READ_AGAIN, PRINT),
    sign=SIGN,
    bar=SaveBar("0 of 2 answered", "nothing to lose yet"),
    foot="Policy sc-medicaid-h2017-prs 1.0.0, evaluated Nov 29, 2026, 10:06.",
)


ANSWERING = replace(
    UNTOUCHED,
    strip=tuple(
        replace(each, mark=Mark.MET, words="met", unsaved=True) if each.path == "F" else each
        for each in UNTOUCHED.strip
    ),
    with_answers="With your answer: 8 of 9 met, 1 open",
    sections=(
        Section("open", "Open (2)", (asked.family("yes", asked.FAMILY_MET), asked.score())),
        UNTOUCHED.sections[1],
    ),
    printed="Printed on Nov 29, 2026 at 10:06, before saving: 1 answer on this page is not in the chart.",
    bar=SaveBar("1 of 2 answered", "leaving now would lose it", has_unsaved=True),
)


def another_answered() -> SheetView:
    """A caregiver answered who is not listed."""
    return _answered(asked.family("yes", asked.FAMILY_MET, "related-person"))


def would_not_be_met() -> SheetView:
    """An answer that would make a criterion not met, and the whole."""
    rest = ". 1 of 9 not met (F), 7 met, 1 open. Not saved yet."
    change = Change(Mark.NOT_MET, "not met", Said("F is not met", rest, "With this answer "))
    return _answered(asked.family("no", change, "me"))


def _answered(family: CriterionView) -> SheetView:
    still_open, *others = ANSWERING.sections
    return replace(ANSWERING, sections=(replace(still_open, criteria=(family, asked.score())), *others))
