"""The small parts of which every page is made."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Mark(StrEnum):
    """The state of a criterion, or what an entry of the record is; the value is its class and icon."""

    MET = "met"
    NOT_MET = "not"
    OPEN = "open"  # not on file
    ON_FILE = "half"  # on file, does not settle it
    UNREAD = "unread"
    DOES_NOT_APPLY = "na"
    HINT = "hint"
    SET_ASIDE = "aside"
    YOURS = "info"  # the answer of who is signed in, or what is good to know


class Link(Struct, frozen=True):
    """A link; `href` may be an anchor of the page."""

    text: str
    href: str


class Action(Struct, frozen=True):
    """A button. With a `name` it posts the sheet to `to`, with that field; else it is a link there.

    `about` tells it, unseen, from others of the same label.
    """

    label: str
    to: str
    name: str = ""
    value: str = "1"
    icon: str = ""
    is_first: bool = False
    help: str = ""
    about: str = ""


class Said(Struct, frozen=True):
    """A sentence, the weight of which lies in its middle."""

    strong: str
    rest: str = ""
    lead: str = ""


class Tile(Struct, frozen=True):
    """A criterion in the strip; `unsaved` where the state is what an answer not saved would make it."""

    path: str
    mark: Mark
    words: str
    unsaved: bool = False


class PolicyWords(Struct, frozen=True):
    """The policy's own words, by paragraph, and where they stand: `lead`, links, `note`."""

    paragraphs: tuple[str, ...]
    lead: str = ""
    links: tuple[Link, ...] = ()
    note: str = ""


class PartWords(Struct, frozen=True):
    """A part of a criterion that is asked about: its id with the way to it, title, and its own words.

    No paragraphs where the words of the whole criterion, which stand before, hold them.
    """

    link: Link
    title: str
    paragraphs: tuple[str, ...] = ()


class RecordItem(Struct, frozen=True):
    """What is in the record or was looked for: what, then who, when and why it does not settle it."""

    mark: Mark
    what: str
    by: str = ""
    action: Action | None = None
