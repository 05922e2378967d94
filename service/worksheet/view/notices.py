"""What is told before all else, with what was written to the chart."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.parts import Action, Link, Mark, Said


class Written(Struct, frozen=True):
    """An entry of the chart: what, its value in weight, more of it, its reference or why it is missing."""

    mark: Mark
    what: Said
    reference: str = ""
    problem: str = ""
    on: str = ""
    state: str = ""


class Notice(Struct, frozen=True):
    """What is told before all else; an `is_alert` one takes the focus and links to each field."""

    mark: Mark
    heading: str
    lines: tuple[Said, ...] = ()
    links: tuple[Link, ...] = ()
    written: tuple[Written, ...] = ()
    actions: tuple[Action, ...] = ()
    note: str = ""
    is_alert: bool = True
