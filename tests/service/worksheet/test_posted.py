"""What was typed, read as answers: right, not complete, or wrong in words; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from cds_cards.calendar import Calendar
from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import load_worksheet_wording
from criteria.spans import BirthDate, Span
from mappings.forms.given import SIGNER, By, Given
from mappings.readers.answerers import Answerer
from mappings.readers.form_item import FormItem, ItemKind
from service.worksheet.people import Caregiver, Colleague, People
from service.worksheet.posted import Answers, Entry, Setting, read_answers

ON, BORN = date(2026, 3, 1), date(2015, 9, 10)
WORDS = load_worksheet_wording().errors
MOTHER = Caregiver("RelatedPerson/m", "Dana Marlow", "mother")
PEOPLE = People((MOTHER,), (Colleague("Practitioner/a", "Amadou Reyes, LISW-CP"),))


def item(kind: ItemKind, *answerers: Answerer, may_be_none: bool = False) -> FormItem:
    """A question of a kind."""
    by = answerers or ("practitioner",)
    window = Span(90, "day")
    low_high = {ItemKind.SCORE: (7, 35), ItemKind.COUNT: (0, 999)}.get(kind)
    return FormItem("f", kind, "?", "CALOCUS composite", by, window, low_high, may_be_none)


def read(
    kind: ItemKind, typed: Mapping[str, str], *answerers: Answerer, may_be_none: bool = False
) -> Answers:
    """What was typed to a question of a kind."""
    calendar = Calendar(load_wording().months, ON.year)
    setting = Setting(ON, BirthDate(BORN, BORN), PEOPLE, WORDS, calendar)
    return read_answers(typed, [Entry(item(kind, *answerers, may_be_none=may_be_none))], setting)


FAMILY: tuple[Answerer, ...] = ("practitioner", "related-person")
SCORE = {"f": "24", "f.on": "2026-02-20", "f.by": "me"}


@pytest.mark.parametrize("value", ["yes", "no", "cannot-tell"])
def test_a_yes_a_no_and_i_cannot_tell_are_the_signers(value: str) -> None:
    assert read(ItemKind.YES_NO, {"f": value}).given == (Given("f", value),)


@pytest.mark.parametrize(
    ("chosen", "by"),
    [
        pytest.param({"f.by": "me"}, SIGNER, id="the signer"),
        pytest.param(
            {"f.by": "RelatedPerson/m"},
            By("related-person", "RelatedPerson/m", "Dana Marlow", "mother"),
            id="a caregiver of the chart",
        ),
        pytest.param(
            {"f.by": "related-person", "f.name": " Kim Vale ", "f.relationship": "aunt"},
            By("related-person", name="Kim Vale", relationship="aunt"),
            id="a caregiver who is named by hand",
        ),
    ],
)
def test_where_others_may_answer_whose_answer_it_is_is_told(chosen: Mapping[str, str], by: By) -> None:
    assert read(ItemKind.YES_NO, {"f": "yes", **chosen}, *FAMILY).given == (Given("f", "yes", by=by),)


@pytest.mark.parametrize(
    ("typed", "field", "lacks"),
    [
        pytest.param({"f": "yes"}, "f.by", WORDS.whose, id="whose answer"),
        pytest.param({"f": "yes", "f.by": "related-person"}, "f.name", WORDS.name, id="the name"),
    ],
)
def test_what_is_not_complete_lacks_something_and_is_no_answer_yet(
    typed: Mapping[str, str], field: str, lacks: str
) -> None:
    found = read(ItemKind.YES_NO, typed, *FAMILY)
    assert (found.given, found.errors, found.lacking) == ((), {}, {field: lacks})


@pytest.mark.parametrize("chosen", ["patient", "RelatedPerson/other", "practitioner"])
def test_nobody_is_taken_who_may_not_answer(chosen: str) -> None:
    assert read(ItemKind.YES_NO, {"f": "yes", "f.by": chosen}, *FAMILY).errors == {"f.by": WORDS.unknown}


def test_that_i_cannot_tell_is_always_mine() -> None:
    given = read(ItemKind.YES_NO, {"f": "cannot-tell", "f.by": "RelatedPerson/m"}, *FAMILY).given
    assert given == (Given("f", "cannot-tell"),)


@pytest.mark.parametrize("value", ["none", "mild", "moderate", "severe", "extreme", "cannot-tell"])
def test_a_severity_is_one_of_our_words(value: str) -> None:
    assert read(ItemKind.SEVERITY, {"f": value}).given == (Given("f", value),)


@pytest.mark.parametrize("kind", [ItemKind.YES_NO, ItemKind.SEVERITY])
def test_another_word_is_no_answer(kind: ItemKind) -> None:
    assert read(kind, {"f": "probably"}).errors == {"f": WORDS.unknown}


def test_a_score_has_its_day_and_who_completed_it() -> None:
    assert read(ItemKind.SCORE, SCORE).given == (Given("f", 24, date(2026, 2, 20)),)
    by = By("practitioner", "Practitioner/a", "Amadou Reyes, LISW-CP")
    assert read(ItemKind.SCORE, SCORE | {"f.by": "Practitioner/a"}).given[0].by == by


@pytest.mark.parametrize("value", ["7", "35", " 24 "])
def test_a_score_within_its_range_is_taken(value: str) -> None:
    assert read(ItemKind.SCORE, SCORE | {"f": value}).given[0].value == int(value)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        pytest.param("6", WORDS.too_low.format(value=6, low=7), id="one below the lowest"),
        pytest.param("36", WORDS.too_high.format(value=36, high=35), id="one above the highest"),
        pytest.param("16.5", WORDS.whole_number.format(value="16.5"), id="a fraction"),
        pytest.param("-9", WORDS.too_low.format(value=-9, low=7), id="below zero"),
        pytest.param("\u0662\u0664", WORDS.whole_number.format(value="\u0662\u0664"), id="other digits"),
        pytest.param("twenty", WORDS.whole_number.format(value="twenty"), id="a word"),
    ],
)
def test_no_other_score_is(value: str, problem: str) -> None:
    found = read(ItemKind.SCORE, SCORE | {"f": value})
    assert (found.given, found.errors) == ((), {"f": problem})


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        pytest.param("2026-03-01", date(2026, 3, 1), id="today"),
        pytest.param("2015-09-10", date(2015, 9, 10), id="the day of birth"),
        pytest.param("02/20/2026", date(2026, 2, 20), id="as people here write it"),
    ],
)
def test_a_day_up_to_today_is_taken(day: str, taken: date) -> None:
    assert read(ItemKind.SCORE, SCORE | {"f.on": day}).given[0].on == taken


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        pytest.param("2026-03-02", WORDS.future.format(day="Mar 2"), id="tomorrow"),
        pytest.param("2015-09-09", WORDS.before_birth.format(day="Sep 9, 2015"), id="the day before birth"),
        pytest.param("2026-02-30", WORDS.no_date.format(value="2026-02-30"), id="a day that there is not"),
        pytest.param("last week", WORDS.no_date.format(value="last week"), id="words"),
    ],
)
def test_no_other_day_is(day: str, problem: str) -> None:
    assert read(ItemKind.SCORE, SCORE | {"f.on": day}).errors == {"f.on": problem}


@pytest.mark.parametrize(
    ("left_out", "field", "lacks"),
    [
        ("f", "f", WORDS.no_score),
        ("f.on", "f.on", WORDS.no_day),
        ("f.by", "f.by", WORDS.who_completed),
    ],
)
def test_a_score_lacks_what_is_left_out(left_out: str, field: str, lacks: str) -> None:
    typed = {name: value for name, value in SCORE.items() if name != left_out}
    assert read(ItemKind.SCORE, typed).lacking == {field: lacks}


def test_a_score_is_given_or_cannot_be_told_and_not_both() -> None:
    assert read(ItemKind.SCORE, {"f.by": "cannot-tell"}).given == (Given("f", "cannot-tell"),)
    assert read(ItemKind.SCORE, SCORE | {"f.by": "cannot-tell"}).errors == {"f": WORDS.both}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param({"f": "date", "f.on": "2026-02-20"}, date(2026, 2, 20), id="a day that is chosen"),
        pytest.param({"f.on": "2026-02-20"}, date(2026, 2, 20), id="a day alone"),
        pytest.param({"f": "no"}, "no", id="that there was none"),
        pytest.param({"f": "cannot-tell"}, "cannot-tell", id="that nobody can tell"),
    ],
)
def test_a_date_is_a_day_or_what_is_said_in_its_place(typed: Mapping[str, str], value: object) -> None:
    [given] = read(ItemKind.DATE, typed, may_be_none=True).given
    assert given.value == value


def test_a_date_that_there_must_be_cannot_be_none() -> None:
    assert read(ItemKind.DATE, {"f": "no"}).errors == {"f": WORDS.unknown}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"f": "date"}, {"f.on": WORDS.no_day}),
        ({"f": "no", "f.on": "2026-02-20"}, {"f": WORDS.both}),
    ],
)
def test_a_date_is_not_both_and_not_half(typed: Mapping[str, str], told: Mapping[str, str]) -> None:
    found = read(ItemKind.DATE, typed, may_be_none=True)
    assert ({**found.errors, **found.lacking}, found.given) == (told, ())


def test_scores_of_one_instrument_share_their_day_and_who_completed_them() -> None:
    calendar = Calendar(load_wording().months, ON.year)
    setting = Setting(ON, None, PEOPLE, WORDS, calendar)
    typed = {"f": "24", "group.on": "2026-02-20", "group.by": "me"}
    one = Entry(item(ItemKind.SCORE), "group")
    assert read_answers(typed, [one], setting).given == (Given("f", 24, date(2026, 2, 20)),)
    assert read_answers({"group.on": "2026-02-20"}, [one], setting) == Answers()


@pytest.mark.parametrize("kind", ItemKind)
def test_what_is_left_out_is_no_answer(kind: ItemKind) -> None:
    assert read(kind, {"f": "  ", "other": "yes"}) == Answers()


NAMED = {"f": "yes", "f.by": "related-person", "f.name": "Nia Marlow", "f.relationship": "aunt"}


@pytest.mark.parametrize("field", ["f.name", "f.relationship"])
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        pytest.param("x" * 201, WORDS.too_long.format(count=200), id="too long"),
        pytest.param("Nia\x00Marlow", WORDS.control, id="a null"),
        pytest.param("Nia\x1b[31m", WORDS.control, id="a control"),
        pytest.param("Nia\x9dMarlow", WORDS.control, id="a control beyond ASCII"),
    ],
)
def test_what_no_record_can_hold_is_said_and_not_cut(field: str, typed: str, problem: str) -> None:
    answers = read(ItemKind.YES_NO, NAMED | {field: typed}, *FAMILY)
    assert (answers.given, answers.errors) == ((), {field: problem})


@pytest.mark.parametrize("name", ["x" * 200, "Ng\u1ecdc \u674e", "O\u2019Neill-Ia\u0219i"])
def test_a_name_that_a_record_can_hold_is_taken_as_it_stands(name: str) -> None:
    (given,) = read(ItemKind.YES_NO, NAMED | {"f.name": name}, *FAMILY).given
    assert given.by == By("related-person", name=name, relationship="aunt")


def test_a_name_that_is_not_asked_for_is_no_problem() -> None:
    assert read(ItemKind.YES_NO, NAMED | {"f.by": "me", "f.name": "\x00"}, *FAMILY).errors == {}
