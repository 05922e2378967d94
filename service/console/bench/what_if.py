"""Which single answer decides: each open question of a run tried with each answer, as worksheets do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from mappings.forms.given import CANNOT_TELL
from mappings.record.pared import pared
from mappings.record.patient_record import PatientRecord
from service.worksheet.chart_people import Banner
from service.worksheet.desk import Desk
from service.worksheet.draft import new_draft
from service.worksheet.reading import Reading
from service.worksheet.stand import Deceased
from service.worksheet.tally import decide
from service.worksheet.teller import Teller
from service.worksheet.what_if import Tried, WhatIf
from service.worksheet.worked import Worked, work


class Try(Struct, frozen=True):
    """One answer to a fact, and what it would bring; `value` is as it is typed at the bench.

    `decides` is whether it alone settles the whole; an answer of an older day cannot be typed.
    """

    answer: str
    value: str
    brings: str
    decides: bool


class Trial(Struct, frozen=True):
    """A fact that is open, the criterion it is asked for, and its answers."""

    criterion: str
    fact: str
    title: str
    tries: tuple[Try, ...]


class Decisive(Struct, frozen=True):
    """What the open criteria of one rule set decide, in a sentence, and every answer tried."""

    policy: str
    title: str
    strong: str
    rest: str
    trials: tuple[Trial, ...]


def decisive(desk: Desk, record: PatientRecord, at: datetime) -> Decisive | None:
    """What answers would bring for a policy; None where the patient has died, or no rule set applies."""
    reading = Reading(at, pared(record, ""), Banner())
    try:
        worked = work(desk, reading, new_draft())
    except Deceased:
        return None
    found = worked.stand.determination
    if found.rule_set is None:
        return None
    said = decide(desk, worked.stand, "")
    return Decisive(
        desk.policy.id, found.rule_set.title, said.strong, said.rest.strip(), tuple(_trials(worked))
    )


def _trials(worked: Worked) -> Iterator[Trial]:
    what_if, teller = WhatIf(worked), Teller(worked.desk)
    before = worked.stand.determination.outcome
    for criterion, placed in worked.asked.questions.items():
        for each in placed:
            tries = (
                Try(tried.answer, value, line, decides=tried.outcome is not before)
                for tried, line in what_if.each(criterion, each)
                if (value := _typed(tried, worked.desk.on)) is not None
            )
            yield Trial(criterion, each.entry.fact, teller.name(each.entry.fact), tuple(tries))


def _typed(tried: Tried, on: date) -> str | None:
    """An answer as it is typed at the bench; None where that takes more than its value."""
    given = tried.given
    if given.value == CANNOT_TELL or (given.on and given.on != on):
        return None
    return given.value.isoformat() if isinstance(given.value, date) else str(given.value)
