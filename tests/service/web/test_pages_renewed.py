"""What a page asks while one answers: what an answer brings up, and what it makes needless."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from service.worksheet.view.page import SheetView
from service.worksheet.view.questions import Question, Rate
from tests.support.browsing import Browsing
from tests.support.pages import asked
from tests.support.pages.answering import NO, YES, Posts, answering, opened, tick
from tests.support.pages.untouched import ANSWERING

MORE = Question("more", "Is it so?", choices=asked.choices(asked.YES_NO))


def rate(name: str, chosen: str = "") -> Rate:
    """A row of a table of ratings."""
    return Rate(name, name, asked.choices((("mild", "mild"), ("severe", "severe")), chosen))


def asking_more(*questions: Question) -> SheetView:
    """The sheet with these questions under F."""
    section = ANSWERING.sections[0]
    criteria = (replace(section.criteria[0], questions=questions), *section.criteria[1:])
    return replace(ANSWERING, sections=(replace(section, criteria=criteria), *ANSWERING.sections[1:]))


@pytest.mark.parametrize(
    ("question", "chosen", "field"),
    [
        pytest.param("family-agrees", "related-person", "family-agrees.name", id="another caregiver"),
        pytest.param("family-agrees", "related-person", "family-agrees.relationship", id="what they are"),
        pytest.param("calocus-composite", "practitioner", "calocus-composite.name", id="another scorer"),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_a_name_is_asked_for_only_of_somebody_who_is_not_listed(
    question: str, chosen: str, field: str, script: bool, browser: Browsing
) -> None:
    with browser.context(script=script) as context:
        page = opened(context, Posts())
        named = page.locator(f"[name='{field}']")
        expect(named).to_be_hidden()
        tick(page, f"[name='{question}.by'][value='{chosen}']")
        expect(named).to_be_visible()
        tick(page, f"[name='{question}.by'][value='me']")
        expect(named).to_be_hidden()


def test_what_an_answer_brings_up_is_asked_at_once_after_it_and_the_focus_stays(browser: Browsing) -> None:
    with browser.context() as context:
        page = opened(context, answering(asking_more(asked.family_question("yes", "me"), MORE)))
        tick(page, YES)
        questions = page.locator("[id='c-F'] [data-question]")
        expect(questions).to_have_count(2)
        assert questions.last.get_attribute("id") == "q-more"
        assert page.evaluate("document.activeElement.value") == "yes"
        tick(page, "[name='more'][value='no']")
        expect(questions).to_have_count(2)
        assert page.locator("[name='more'][value='no']").is_checked()


def test_a_criterion_that_begins_to_be_asked_unfolds_with_its_question(browser: Browsing) -> None:
    asks = replace(asked.family(), path="A", questions=(MORE,))
    section = replace(ANSWERING.sections[0], criteria=(*ANSWERING.sections[0].criteria, asks))
    with browser.context() as context:
        page = opened(context, answering(replace(ANSWERING, sections=(section,))))
        expect(page.locator("details[id='c-A']")).to_have_count(1)
        tick(page, YES)
        expect(page.locator("article[id='c-A'] [name='more']").first).to_be_visible()
        expect(page.locator("details[id='c-A']")).to_have_count(0)


@pytest.mark.parametrize(
    ("then", "count", "said"),
    [
        pytest.param((), 1, "", id="not answered, it goes"),
        pytest.param((replace(MORE, kept="Kept."),), 2, "Kept.", id="answered, it stays"),
    ],
)
def test_what_is_not_needed_any_more(
    then: tuple[Question, ...], count: int, said: str, browser: Browsing
) -> None:
    posts = Posts()
    with browser.context() as context:
        page = opened(context, posts)
        tick(page, YES)
        answering(asking_more(asked.family_question("yes", "me"), MORE))(posts.arrived(page, 0))
        expect(page.locator("[id='c-F'] [data-question]")).to_have_count(2)
        tick(page, NO)
        answering(asking_more(asked.family_question("no", "me"), *then))(posts.arrived(page, 1))
        expect(page.locator("[id='c-F'] [data-question]")).to_have_count(count)
        assert page.locator("[id='kept-more']").all_inner_texts() == ([said] if then else [])


def test_a_table_that_gets_a_row_more_keeps_what_was_typed_and_the_focus(browser: Browsing) -> None:
    one = Question("a", "How severe?", rates=(rate("a"),))
    both = Question("a.b", "How severe?", rates=(rate("a", "mild"), rate("b")))
    with browser.context() as context:
        posts = Posts()
        page = opened(context, posts)
        tick(page, YES)
        answering(asking_more(one))(posts.arrived(page, 0))
        page.locator("[name='a'][value='mild']").check()
        answering(asking_more(both))(posts.arrived(page, 1))
        expect(page.locator("[id='q-a.b']")).to_be_visible()
        expect(page.locator("[name='a'][value='mild']")).to_have_count(1)
        assert page.evaluate("document.activeElement.name") == "a"
