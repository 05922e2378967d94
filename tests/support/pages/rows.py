"""Hand-made criteria about which nothing is asked."""

from __future__ import annotations

from service.worksheet.view.criterion import CriterionView, Section, Table, TableRow
from service.worksheet.view.parts import Action, Mark, Tile
from tests.support.pages.asked import STATES, WORKER, words


def row(
    path: str, title: str, mark: Mark = Mark.MET, state: str = "met", unfolded: bool = False
) -> CriterionView:
    """A criterion about which nothing is asked."""
    says = TableRow(f"{path}.1 {title}", "yes", "Nov 19", WORKER, "Feb 17, 2027")
    other = TableRow(
        f"{path}.2 Impaired sense of danger", "no", "Nov 19", WORKER, "Feb 17, 2027", Mark.NOT_MET
    )
    return CriterionView(
        path,
        mark,
        title,
        state,
        summary=f"2 of 2 · {WORKER}, Nov 19",
        words=words(path, "The beneficiary meets three or more of the following criteria."),
        tables=(Table(f"Parts of {path}", (says, other)),),
        left_to_you="the rating of each area, and what caused it.",
        action=Action(
            "Correct this answer", STATES, "unfold", path, "pen", help="Yours of Nov 19 is amended."
        ),
        unfolded=unfolded,
    )


def unread(path: str, title: str) -> CriterionView:
    """A criterion that rests on what could not be read, and is not asked for."""
    return CriterionView(
        path,
        Mark.UNREAD,
        title,
        "unread",
        "rests on observations; not asked until they are read",
        notes=("What is on file is not known. An answer given now could contradict one that is there.",),
        action=Action("Answer it all the same", STATES, "unfold", path),
    )


def still_met() -> CriterionView:
    """A criterion that rests on another rule set."""
    tiles = (
        Tile("A", Mark.MET, "met"),
        Tile("B", Mark.ON_FILE, "open"),
        Tile("I", Mark.DOES_NOT_APPLY, "does not apply"),
    )
    return CriterionView("D", Mark.MET, "Admission criteria still met", "met", strip=tiles)


TITLES = {
    "A": "Diagnostic assessment with a DSM diagnosis",
    "B": "SED, SPMI or SUD that interferes with functioning",
    "C": "Moderate to severe functional impairment",
    "D": "Level of care",
    "E": "Three or more documented risks and behaviors",
    "G": "Recommended by an LPHA",
    "H": "Expected benefit",
}


def met(*paths: str) -> Section:
    """The section of what is met, its third row unfolded."""
    rows = tuple(row(path, TITLES[path], unfolded=path == "C") for path in paths)
    return Section("met", f"Met ({len(rows)})", rows, "Answers of Nov 19 count until Feb 17, 2027.")
