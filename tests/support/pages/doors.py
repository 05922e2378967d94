"""Hand-made pages before a worksheet: the chooser, and what is said where none can be opened."""

from __future__ import annotations

from msgspec.structs import replace

from service.worksheet.view.doors import ChooserForm, ChooserView, ProblemView
from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Action, Link, Mark, Said
from service.worksheet.view.questions import Choices, Field
from tests.support.pages.asked import choices

NO_POLICY = ChooserView(
    "Open a worksheet",
    "Open a worksheet",
    "Choose for which policy and phase.",
    "/worksheet",
    policies=(
        Link("H2017 admission", "/worksheet?policy=sc"),
        Link("H0024 admission", "/worksheet?policy=va"),
    ),
)

CHOOSER = ChooserView(
    "Open a worksheet",
    "H2017 PRS admission: whose worksheet?",
    "Without a chart, for trying it out.",
    "/worksheet",
    forms=(
        ChooserForm(
            "A patient that ships with the service",
            "Open",
            (("csrf", "c"),),
            Choices("patient", "Patient", choices((("one", "Child, two questions open"), ("two", "Adult")))),
            note="There is no chart: saving shows what would be written.",
        ),
        ChooserForm(
            "A FHIR server of this machine",
            "Open from the server",
            (("csrf", "c"),),
            fields=(
                Field("server", "Address", "text", "http://127.0.0.1:8080/fhir", "Loopback only"),
                Field("id", "Patient id", "text"),
                Field("signer", "Who signs", "text", help="Practitioner/…"),
            ),
        ),
    ),
)

REFUSED = replace(
    CHOOSER,
    title="Problem: open a worksheet",
    notices=(Notice(Mark.NOT_MET, "No worksheet was opened", links=(Link("Give a patient id", "#f-id"),)),),
    forms=(
        CHOOSER.forms[0],
        replace(
            CHOOSER.forms[1],
            fields=(replace(CHOOSER.forms[1].fields[1], error="Give a patient id."),),
        ),
    ),
)

CHOOSERS = {"no policy yet": NO_POLICY, "whose": CHOOSER, "refused": REFUSED}

PROBLEMS = {
    "launch refused": ProblemView(
        "Not opened: worksheet",
        "The chart did not let the worksheet in",
        (Said("Nothing was read or written.", " The authorization server gave no reason."),),
        (Action("Back to the policies", "/policies"),),
        "05f2fd2c",
    ),
    "session ended": ProblemView(
        "Signed out", "Your session has ended", (Said("", "Open the worksheet again."),)
    ),
}
