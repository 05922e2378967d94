"""The question of how many events there were in a time."""

from __future__ import annotations

from mappings.forms.given import CANNOT_TELL
from mappings.readers.form_item import FormItem
from service.worksheet.desk import Desk
from service.worksheet.posted import ON
from service.worksheet.typed import Typed
from service.worksheet.view.questions import Choice, Field, Question


def count_question(item: FormItem, part: str, typed: Typed, desk: Desk) -> Question:
    """A whole number, or that it cannot be told."""
    name, field = item.fact, item.fact + ON
    answers, questions = desk.words.answers, desk.words.questions
    low, high = item.range or (0, 0)
    number = Field(
        field,
        questions.number,
        "number",
        typed.value(field),
        questions.number_help,
        typed.problem(field),
        str(low),
        str(high),
    )
    unsure = Choice(CANNOT_TELL, answers.cannot_tell, typed.value(name) == CANNOT_TELL)
    help_ = time_asked_about(item, desk)
    return Question(name, item.asks, part, help_, (unsure,), (number,), error=typed.problem(name))


def time_asked_about(item: FormItem, desk: Desk) -> str:
    """How far back a question asks; empty where it does not say."""
    if item.looks_back is None:
        return ""
    since = desk.calendar.written(item.looks_back.before(desk.on).isoformat())
    return desk.words.questions.looks_back.format(span=item.looks_back, day=since)
