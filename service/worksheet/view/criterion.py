"""A criterion on the page, with all that is known of it."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.parts import Action, Mark, PartWords, PolicyWords, RecordItem, Tile
from service.worksheet.view.questions import Change, Contradiction, Question


class TableRow(Struct, frozen=True):
    """A part with its answer; `mark` where the answer's own state is worth an icon."""

    what: str
    says: str
    on: str = ""
    by: str = ""
    until: str = ""
    mark: Mark | None = None
    action: Action | None = None


class Table(Struct, frozen=True):
    """The parts of a criterion."""

    caption: str
    rows: tuple[TableRow, ...]


class CriterionView(Struct, frozen=True):
    """A criterion: with questions it stands open on the page, without them as a row that unfolds.

    `state` are the words of its state, `summary` the line below its title in a row. `strip`
    shows the criteria of a rule set that it rests on. `parts` are the words of what is asked about below
    it. `action` asks or corrects what is not asked.
    """

    path: str
    mark: Mark
    title: str
    state: str
    summary: str = ""
    words: PolicyWords | None = None
    record: tuple[RecordItem, ...] = ()
    left_to_you: str = ""
    reading: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    contradiction: Contradiction | None = None
    change: Change | None = None
    what_if: tuple[str, ...] = ()
    strip: tuple[Tile, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    action: Action | None = None
    unfolded: bool = False
    parts: tuple[PartWords, ...] = ()


class Section(Struct, frozen=True):
    """The criteria of one state: unread, not met, open, met, does not apply, in this order."""

    id: str
    heading: str
    criteria: tuple[CriterionView, ...]
    note: str = ""
