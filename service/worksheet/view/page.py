"""The worksheet in each of its states."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.comparison import Comparison
from service.worksheet.view.criterion import Section
from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Action, Link, Said, Tile


class Patient(Struct, frozen=True):
    """The banner: who this is about, and who is signed in."""

    name: str
    born: str = ""
    sex: str = ""
    record_number: str = ""
    signed_in: str = ""


class Sign(Struct, frozen=True):
    """The words under which answers are saved; `lines` are to be signed on paper.

    `off` says why nothing can be saved; then nothing is confirmed.
    """

    signer: str
    on: str
    note: str = ""
    lines: tuple[str, ...] = ()
    is_checked: bool = False
    error: str = ""
    off: str = ""


class SaveBar(Struct, frozen=True):
    """What is answered and not saved. `off` says why saving is off; then there is no button."""

    answered: str
    note: str = ""
    save: str = "Save to the chart"
    off: str = ""
    has_unsaved: bool = False


class Posted(Struct, frozen=True):
    """Where the sheet is posted to, and what goes with it unseen (name and value)."""

    states: str
    save: str
    hidden: tuple[tuple[str, str], ...] = ()


class SheetView(Struct, frozen=True):
    """The worksheet in each of its states: while answering, after a problem, saved."""

    title: str
    heading: str
    patient: Patient
    tally: str
    strip: tuple[Tile, ...]
    decide: Said
    policy: Link
    source: str
    sections: tuple[Section, ...]
    posted: Posted
    with_answers: str = ""
    actions: tuple[Action, ...] = ()
    notices: tuple[Notice, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    notes: tuple[str, ...] = ()
    printed: str = ""
    sign: Sign | None = None
    bar: SaveBar | None = None
    foot: str = ""
