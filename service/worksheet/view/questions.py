"""What is asked.

The answer to a fact is posted under the fact's name; what belongs to it under that name with
an ending: `.on`, `.by`, `.name`, `.relationship`, `.contradicts`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from service.worksheet.view.parts import Mark, RecordItem, Said


class Choice(Struct, frozen=True):
    """One of the answers to choose from. None is chosen but by who answers."""

    value: str
    label: str
    chosen: bool = False


class Choices(Struct, frozen=True):
    """Radio buttons of one name under a label of their own: whose answer it is, or what to do."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    error: str = ""


class Field(Struct, frozen=True):
    """A number, a day (ISO) or some words to enter."""

    name: str
    label: str
    kind: Literal["number", "date", "text"]
    value: str = ""
    help: str = ""
    error: str = ""
    least: str = ""
    most: str = ""


class Rate(Struct, frozen=True):
    """A row of a table of ratings; `was` tells of the rating before."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    was: str = ""
    error: str = ""


class Question(Struct, frozen=True):
    """One fact that is asked for, or several ratings at once.

    It is asked by `choices` posted as `name`, by `fields`, by `rates`, or by some of these.
    Names differ, as anchors are made of them. The button "Leave this out again" posts the `name`
    as `clear`. `part` is the id of the part of the criterion that it is about. `whose` asks whose answer
    it is, with `whose_fields` for somebody who is not listed. `kept` says that nothing rests on its answer
    any more.
    """

    name: str
    asks: str
    part: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    rates: tuple[Rate, ...] = ()
    whose: Choices | None = None
    whose_fields: tuple[Field, ...] = ()
    error: str = ""
    kept: str = ""


class Contradiction(Struct, frozen=True):
    """Answers of two people that contradict each other, and what to do about one's own."""

    heading: str
    answers: tuple[RecordItem, ...]
    note: str
    consent: Choices | None = None


class Change(Struct, frozen=True):
    """What the answers that are not saved make of a criterion."""

    mark: Mark
    words: str
    said: Said
