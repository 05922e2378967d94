"""What somebody typed into a sheet, read as answers: kept as it was typed, and never guessed.

The answer to a fact is posted under its name; what belongs to it under that name with an
ending. An answer that cannot be right is told beside its field at once, one that is not
complete only when it is to be saved; neither counts before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from unicodedata import category

from msgspec import Struct

from cds_cards.calendar import Calendar
from cds_cards.worksheet_sentences import ErrorsWords
from criteria.facts import SEVERITIES
from criteria.spans import BirthDate
from mappings.forms.given import CANNOT_TELL, NO, SIGNER, YES, By, Given
from mappings.readers.form_item import FormItem, ItemKind
from service.clock import day_written
from service.worksheet.people import People, is_named_by_hand

ON, BY, NAME, RELATIONSHIP, CONTRADICTS = ".on", ".by", ".name", ".relationship", ".contradicts"
JOINED = "."
"""Between the facts in the name of a question that asks for several."""
ON_A_DAY = "date"
"""What is chosen where a day is typed beside it."""
ENDINGS = ("", ON, BY, NAME, RELATIONSHIP, CONTRADICTS)
MAX_TYPED_LENGTH = 200
"""Of one field: a name, a number, a day or one of our own words."""
_NOT_OF_TEXT = frozenset(("Cc", "Cs", "Co", "Cn"))
"""Kinds of characters that stand in no name; FHIR's strings hold no controls."""
_NUMBER = re.compile(r"-?[0-9]{1,6}")
_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class Entry(Struct, frozen=True):
    """A question as it stands on a sheet; `shared` is the name under which its day and scorer are posted."""

    item: FormItem
    shared: str = ""

    @property
    def fact(self) -> str:
        """The name under which its value is posted."""
        return self.item.fact

    @property
    def beside(self) -> str:
        """The name under which what belongs to its value is posted, with an ending."""
        return self.shared or self.item.fact


class Answers(Struct, frozen=True):
    """What was typed, as far as it makes answers; by the name of its field what is wrong, and what lacks."""

    given: tuple[Given, ...] = ()
    errors: Mapping[str, str] = {}
    lacking: Mapping[str, str] = {}

    def about(self, fact: str) -> Given | None:
        """The answer to a fact, if there is one."""
        return next((each for each in self.given if each.fact == fact), None)


class _Wrong(Exception):
    """A field and what is wrong with it, or lacks."""

    def __init__(self, field: str, problem: str, *, lacks: bool = False) -> None:
        super().__init__(problem)
        self.field, self.problem, self.lacks = field, problem, lacks


class Correction(NamedTuple):
    """An answer on file that is corrected: where it stands, and whose it is and stays."""

    reference: str
    whose: By


class Setting(NamedTuple):
    """Against what answers are read: the day, the birth date, who may have answered, and the words."""

    on: date
    born: BirthDate | None
    people: People
    words: ErrorsWords
    calendar: Calendar
    corrections: Mapping[str, Correction] = {}


def read_answers(typed: Mapping[str, str], entries: Iterable[Entry], setting: Setting) -> Answers:
    """The answers that were typed to some questions."""
    reading = _Reading(typed, setting)
    given: list[Given] = []
    errors: dict[str, str] = {}
    lacking: dict[str, str] = {}
    for entry in entries:
        try:
            if answer := reading.answer(entry):
                given.append(answer)
        except _Wrong as wrong:
            (lacking if wrong.lacks else errors).setdefault(wrong.field, wrong.problem)
    return Answers(tuple(given), errors, lacking)


class _Reading:
    def __init__(self, typed: Mapping[str, str], setting: Setting) -> None:
        self._typed, self._setting, self._words = typed, setting, setting.words

    def answer(self, entry: Entry) -> Given | None:
        """The answer to one question; None where nothing was typed."""
        reads: Mapping[ItemKind, Callable[[Entry], Given | None]] = {
            ItemKind.YES_NO: self._yes_no,
            ItemKind.SEVERITY: self._severity,
            ItemKind.SCORE: self._score,
            ItemKind.DATE: self._date,
            ItemKind.COUNT: self._count,
        }
        return reads[entry.item.kind](entry)

    def _yes_no(self, entry: Entry) -> Given | None:
        return self._chosen(entry, (YES, NO, CANNOT_TELL))

    def _severity(self, entry: Entry) -> Given | None:
        return self._chosen(entry, (*SEVERITIES, CANNOT_TELL))

    def _chosen(self, entry: Entry, known: tuple[str, ...]) -> Given | None:
        value = self._text(entry.fact)
        if not value:
            return None
        if value not in known:
            raise _Wrong(entry.fact, self._words.unknown)
        by = SIGNER if value == CANNOT_TELL else self._by(entry, self._words.whose)
        return self._given(entry, value, by)

    def _score(self, entry: Entry) -> Given | None:
        value, day = self._text(entry.fact), self._text(entry.beside + ON)
        by = self._text(entry.beside + BY)
        if by == CANNOT_TELL:
            if value:
                raise _Wrong(entry.fact, self._words.both)
            return self._given(entry, CANNOT_TELL, SIGNER)
        if not value:
            if entry.shared or not (day or by):
                return None
            raise _Wrong(entry.fact, self._words.no_score, lacks=True)
        number = self._number(entry, value)
        if not day:
            raise _Wrong(entry.beside + ON, self._words.no_day, lacks=True)
        on = self._day(entry.beside + ON, day)
        return self._given(entry, number, self._by(entry, self._words.who_completed), on)

    def _date(self, entry: Entry) -> Given | None:
        value, day = self._text(entry.fact), self._text(entry.beside + ON)
        if value not in ("", ON_A_DAY):
            if value not in ((NO, CANNOT_TELL) if entry.item.may_be_none else (CANNOT_TELL,)):
                raise _Wrong(entry.fact, self._words.unknown)
            if day:
                raise _Wrong(entry.fact, self._words.both)
            return self._given(entry, value, SIGNER)
        if not day:
            if not value:
                return None
            raise _Wrong(entry.beside + ON, self._words.no_day, lacks=True)
        return self._given(entry, self._day(entry.beside + ON, day), SIGNER)

    def _count(self, entry: Entry) -> Given | None:
        value, number = self._text(entry.fact), self._text(entry.fact + ON)
        if value not in ("", CANNOT_TELL) or (value and number):
            raise _Wrong(entry.fact, self._words.both if number else self._words.unknown)
        told = value or (self._number(entry, number) if number else "")
        return None if told == "" else self._given(entry, told, SIGNER)

    def _given(self, entry: Entry, value: str | int | date, by: By, on: date | None = None) -> Given:
        if corrected := self._setting.corrections.get(entry.fact):
            return Given(entry.fact, value, on, corrected.whose, corrected.reference)
        return Given(entry.fact, value, on, by)

    def _number(self, entry: Entry, written: str) -> int:
        words = self._words
        if not _NUMBER.fullmatch(written):
            raise _Wrong(entry.fact, words.whole_number.format(value=written))
        number, item = int(written), entry.item
        low, high = item.range or (number, number)
        if not low <= number <= high:
            problem = words.too_low if number < low else words.too_high
            raise _Wrong(entry.fact, problem.format(value=number, title=item.title, low=low, high=high))
        return number

    def _day(self, field: str, written: str) -> date:
        words, on, born = self._words, self._setting.on, self._setting.born
        try:
            day = day_of(written)
        except ValueError as error:
            raise _Wrong(field, words.no_date.format(value=written)) from error
        told = self._setting.calendar.written(day.isoformat())
        if day > on:
            raise _Wrong(field, words.future.format(day=told))
        if born and day < born.earliest:
            raise _Wrong(field, words.before_birth.format(day=told))
        return day

    def _by(self, entry: Entry, lacking: str) -> By:
        choices = self._setting.people.choices(entry.item)
        if not choices or entry.fact in self._setting.corrections:
            return SIGNER
        field = entry.beside + BY
        chosen = self._text(field)
        if not chosen:
            raise _Wrong(field, lacking, lacks=True)
        is_by_hand = is_named_by_hand(chosen)
        name, relationship = (
            self._name(entry.beside + ending) if is_by_hand else "" for ending in (NAME, RELATIONSHIP)
        )
        by = self._setting.people.by(chosen, name, relationship)
        if by is None or chosen not in choices:
            raise _Wrong(field, self._words.unknown)
        if is_by_hand and not name:
            raise _Wrong(entry.beside + NAME, self._words.name, lacks=True)
        return by

    def _name(self, field: str) -> str:
        """What is typed in to name somebody, which is written as it stands."""
        text = self._text(field)
        if len(text) > MAX_TYPED_LENGTH:
            raise _Wrong(field, self._words.too_long.format(count=MAX_TYPED_LENGTH))
        if any(category(character) in _NOT_OF_TEXT for character in text):
            raise _Wrong(field, self._words.control)
        return text

    def _text(self, name: str) -> str:
        return self._typed.get(name, "").strip()


def day_of(written: str) -> date:
    """A day as a browser sends it, 2026-11-19, or as people here write it, 11/19/2026.

    Raises:
        ValueError: when it is neither.
    """
    if american := _AMERICAN.fullmatch(written):
        month, day, year = map(int, american.groups())
        return date(year, month, day)
    return day_written(written)
