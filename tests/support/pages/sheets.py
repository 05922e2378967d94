"""Hand-made worksheets in each of their states."""

from __future__ import annotations

from msgspec.structs import replace

from service.worksheet.view.comparison import Comparison, Trend
from service.worksheet.view.criterion import Section
from service.worksheet.view.notices import Notice, Written
from service.worksheet.view.page import SaveBar
from service.worksheet.view.parts import Action, Link, Mark, Said, Tile
from tests.support.pages import asked, rows
from tests.support.pages.asked import SCALE
from tests.support.pages.untouched import (
    ANSWERING,
    PRINT,
    READ_AGAIN,
    SIGN,
    TRY_AGAIN,
    UNTOUCHED,
    another_answered,
    strip,
    would_not_be_met,
)

UNREAD = replace(
    UNTOUCHED,
    tally="3 of 9 unread, 5 met, 1 open",
    strip=strip(C=Mark.UNREAD, E=Mark.UNREAD, I=Mark.UNREAD, F=Mark.OPEN),
    decide=Said("3 of 9 were not judged.", " Read the record again before you answer."),
    notices=(
        Notice(
            Mark.UNREAD,
            "The record could not be read in full",
            (
                Said(
                    "Observations were not read:",
                    " the server did not answer within 2 seconds, twice.",
                ),
            ),
            actions=(replace(READ_AGAIN, is_first=True),),
            note="If it happens again, tell IT: request 05f2fd2c, 10:02.",
        ),
    ),
    sections=(
        Section(
            "unread",
            "Unread (3)",
            (
                rows.unread("C", "Moderate to severe functional impairment"),
                rows.unread("E", "Three or more documented risks and behaviors"),
                rows.unread("I", "CALOCUS composite of 17 or above"),
            ),
        ),
        Section("open", "Open (1)", (asked.family(),)),
        rows.met("A", "B", "D", "G", "H"),
    ),
    bar=SaveBar("0 of 1 answered"),
)


PROBLEMS = replace(
    ANSWERING,
    title="Problem: H2017 PRS child admission, Avery Quill",
    tally="1 of 9 not met (F), 7 met, 1 open",
    strip=strip(F=Mark.NOT_MET, I=Mark.ON_FILE),
    with_answers="With your answer: 7 of 9 met, 2 open",
    notices=(
        Notice(
            Mark.NOT_MET,
            "Nothing was saved yet: three answers need you first",
            links=(
                Link("F: Morgan Vale answered No while you were working", "#f-family-agrees.contradicts"),
                Link("I: 4 cannot be a CALOCUS composite (7 to 35)", "#f-calocus-composite"),
                Link("Your name is not put to them yet", "#f-attest"),
            ),
        ),
    ),
    sections=(
        Section(
            "needs-you",
            "Needs you (2)",
            (
                asked.contradicted(),
                asked.score(
                    "4", "2026-11-19", "4 is below the lowest composite, 7. It may be the level of care."
                ),
            ),
        ),
        UNTOUCHED.sections[1],
    ),
    sign=replace(SIGN, error="Put your name to the answers first."),
)


RESPONSE = Written(
    Mark.MET, Said("", "Form response"), "QuestionnaireResponse/qr-1", on="Nov 29, 2026", state="written"
)
FAMILY = Written(
    Mark.MET, Said("Yes", "", "Family agrees: "), "Observation/o-1", on="Nov 29, 2026", state="written"
)
SCORE = Written(
    Mark.NOT_MET,
    Said("22", ", Nov 19", "CALOCUS composite: "),
    problem="The chart answered 503, twice, in 10 seconds. Request 05f2fd2c.",
    state="not written",
)


HALF_SAVED = replace(
    ANSWERING,
    title="Saved in part: H2017 PRS child admission, Avery Quill",
    notices=(
        Notice(
            Mark.NOT_MET,
            "2 of 3 entries were written",
            (
                Said(
                    "", "The chart stopped answering before the last one. Your answers are kept on this page."
                ),
            ),
            written=(RESPONSE, FAMILY, SCORE),
            actions=(TRY_AGAIN, replace(PRINT, label="Print what I answered")),
        ),
    ),
)


SAVED = replace(
    UNTOUCHED,
    title="Saved: H2017 PRS child admission, Avery Quill",
    tally="All 9 met as documented",
    strip=strip(),
    decide=Said("", "For LPHA review. The first answer to lapse is E.3, on Jan 12, 2027."),
    notices=(
        Notice(
            Mark.MET,
            "Written to the chart at 10:09",
            (Said("all 9 met as documented.", "", "2 entries. The next card will say: "),),
            written=(RESPONSE, FAMILY),
            actions=(PRINT, Action("File the summary in the chart", "/worksheet/launch-1/file", "file")),
            is_alert=False,
        ),
    ),
    sections=(
        Section(
            "new",
            "Answered today (2)",
            (rows.row("F", "Family agrees", unfolded=True), rows.row("I", "CALOCUS")),
        ),
        rows.met("A", "B", "C", "D", "E", "G", "H"),
    ),
    sign=None,
    bar=None,
)


SAVING_OFF = replace(
    ANSWERING,
    title="Not saved: H2017 PRS child admission, Avery Quill",
    notices=(
        Notice(
            Mark.NOT_MET,
            "The chart now shows another patient",
            (Said("", "This page saves nothing until then."),),
        ),
        Notice(Mark.YOURS, "Your account may read but not write here", is_alert=False),
    ),
    bar=SaveBar("1 of 2 answered", off="The chart shows another patient.", has_unsaved=True),
)


NOT_MET = replace(
    UNTOUCHED,
    tally="1 of 8 not met (E), 6 met, 1 open",
    strip=(*strip(E=Mark.NOT_MET, F=Mark.OPEN)[:8], Tile("I", Mark.DOES_NOT_APPLY, "does not apply")),
    sections=(
        Section("not-met", "Not met (1)", (rows.row("E", "Three or more risks", Mark.NOT_MET, "not met"),)),
        Section("open", "Open (1)", (asked.family(),)),
        rows.met("A", "B", "C", "D", "G", "H"),
        Section(
            "na",
            "Does not apply (1)",
            (rows.row("I", "CALOCUS composite", Mark.DOES_NOT_APPLY, "does not apply: public provider"),),
        ),
    ),
)


CONTINUED_STAY = replace(
    UNTOUCHED,
    title="H2017 PRS child continued stay, Avery Quill: worksheet",
    heading="H2017 PRS child continued stay",
    tally="4 of 5 met, 1 open",
    strip=strip(C=Mark.ON_FILE)[:5],
    comparisons=(
        Comparison(
            "Since the service began",
            SCALE,
            (
                Trend("Daily living", 3, 2, Mark.MET, "improved"),
                Trend("Relationships", 3, 3, Mark.ON_FILE, "equal"),
                Trend("School or work", 2, None, Mark.OPEN, "not rated"),
                Trend("Recreation", None, None, Mark.OPEN, "not rated"),
                Trend("Self-care", 1, 3, Mark.NOT_MET, "more severe"),
            ),
            "baseline, May 28",
            note="One improved area is documented; C asks for two.",
        ),
        Comparison(
            "Goals of the plan",
            ("no change", "improving", "achieved"),
            (Trend("Ask for help before leaving class", 0, 1, Mark.ON_FILE, "improving, without a date"),),
        ),
        Comparison(
            "Goals of the plan, scaled",
            ("much less", "less", "as expected", "more", "much more"),
            (Trend("Ride the bus alone", 1, 2, Mark.MET, "improved: from less, May 28, to as expected"),),
        ),
    ),
    sections=(
        Section("open", "Open (1)", (asked.improvement(),)),
        Section(
            "met",
            "Met (4)",
            (
                rows.row("A", "Scope and intensity"),
                rows.row("B", "Goals"),
                rows.still_met(),
                rows.row("E", "Family"),
            ),
        ),
    ),
    notes=("Discharge: this policy names no triggers of its own.",),
)


SHEETS = {
    "nothing answered yet": UNTOUCHED,
    "one answer, not saved": ANSWERING,
    "another caregiver answered": another_answered(),
    "an answer would make it not met": would_not_be_met(),
    "record not read in full": UNREAD,
    "a field and a colleague stand against saving": PROBLEMS,
    "saved in part": HALF_SAVED,
    "saved": SAVED,
    "saving is off": SAVING_OFF,
    "one not met, one does not apply": NOT_MET,
    "continued stay": CONTINUED_STAY,
}
