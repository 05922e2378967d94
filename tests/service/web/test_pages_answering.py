"""A page while one answers: with script and without it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from playwright.sync_api import Dialog, Page, Route, expect

from tests.support.browsing import Browsing
from tests.support.pages.answering import NO, PROBLEM, YES, Posts, answering, opened, tick
from tests.support.pages.site import OURS
from tests.support.pages.untouched import ANSWERING

TOLD = replace(ANSWERING, with_answers="With your answer: told first")


def test_states_move_at_once_and_the_focus_stays(browser: Browsing) -> None:
    with browser.context() as context:
        page = opened(context, answering())
        expect(page.locator("#would")).to_be_empty()
        tick(page, YES)
        expect(page.locator("#would")).to_have_text("With your answer: 8 of 9 met, 1 open")
        expect(page.locator("[id='change-F']")).to_contain_text(
            "With this answer F is met: 8 of 9. Not saved yet."
        )
        expect(page.locator("#strip .unsaved .vh")).to_have_text("F: met, with your answer, not saved")
        expect(page.locator("#unsaved")).to_contain_text("1 of 2 answered")
        assert page.locator("#would").get_attribute("role") == "status"
        assert page.evaluate("document.activeElement.value") == "yes"
        assert page.locator(YES).is_checked()


def test_what_is_posted_is_the_whole_sheet_and_asks_for_the_states_alone(browser: Browsing) -> None:
    posts = Posts()
    with browser.context() as context:
        page = opened(context, posts)
        with page.expect_request("**/states") as asked:
            tick(page, YES)
        assert asked.value.headers["x-swap"] == "1"
        form = posts.form(page, 0)
        assert form["family-agrees"] == ["yes"]
        assert (form["csrf"], form["record"]) == (["c"], ["sealed"])
        assert form["calocus-composite.on"] == [""]
        assert len(posts.routes) == 1


def test_a_later_answer_is_never_overtaken_by_an_earlier_one(browser: Browsing) -> None:
    posts = Posts()
    with browser.context() as context:
        page = opened(context, posts)
        with page.expect_request("**/states"):
            tick(page, YES)
        first = posts.arrived(page, 0)
        tick(page, NO)
        assert posts.routes == [first]
        with page.expect_request("**/states"):
            answering(TOLD)(first)
        expect(page.locator("#would")).to_be_empty()
        answering()(posts.arrived(page, 1))
        expect(page.locator("#would")).to_contain_text("8 of 9")
        assert [posts.form(page, index)["family-agrees"] for index in (0, 1)] == [["yes"], ["no"]]


def test_a_save_waits_for_the_states_that_are_being_asked_for(browser: Browsing) -> None:
    posts = Posts()

    def posted(route: Route) -> None:
        if route.request.url.endswith("/save"):
            route.fulfill(body=f"saved after {len(posts.routes)}", content_type="text/plain")
        else:
            posts(route)

    with browser.context() as context:
        page = opened(context, posted)
        with page.expect_request("**/states"):
            tick(page, YES)
        page.get_by_role("button", name="Save to the chart").click(no_wait_after=True)
        expect(page.locator("h1")).to_have_count(1)
        answering()(posts.arrived(page, 0))
        expect(page.locator("body")).to_have_text("saved after 1")


def test_a_strip_that_has_the_focus_keeps_it(browser: Browsing) -> None:
    posts = Posts()
    with browser.context() as context:
        page = opened(context, posts)
        with page.expect_request("**/states"):
            tick(page, YES)
        page.locator("#strip a[href='#c-F']").focus()
        answering()(posts.arrived(page, 0))
        expect(page.locator("#strip .unsaved")).to_be_focused()


def test_where_the_service_does_not_answer_the_plain_way_is_offered(browser: Browsing) -> None:
    with browser.context() as context:
        page = opened(context, lambda route: route.fulfill(status=503, body="busy"))
        expect(page.get_by_role("button", name="Show the states")).to_be_hidden()
        tick(page, YES)
        expect(page.locator("#show-states")).to_be_visible()
        assert page.locator(YES).is_checked()


@pytest.mark.parametrize(
    ("after", "asks"),
    [
        pytest.param(lambda page: None, False, id="nothing answered"),
        pytest.param(lambda page: tick(page, YES), True, id="an answer that is not saved"),
    ],
)
def test_leaving_asks_where_an_answer_would_be_lost(
    after: Callable[[Page], None], asks: bool, browser: Browsing
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    with browser.context() as context:
        page = opened(context, answering())
        page.on("dialog", stay)
        after(page)
        page.goto(f"{OURS}/policies")
        assert asked == (["beforeunload"] if asks else [])


def test_saving_does_not_ask_whether_to_leave(browser: Browsing) -> None:
    asked: list[str] = []
    saved: list[str] = []

    def posted(route: Route) -> None:
        if route.request.url.endswith("/save"):
            saved.append(route.request.post_data or "")
            route.fulfill(body="saved", content_type="text/plain")
        else:
            answering()(route)

    with browser.context() as context:
        page = opened(context, posted)
        page.on("dialog", lambda dialog: asked.append(dialog.type))
        tick(page, YES)
        expect(page.locator("#unsaved")).to_contain_text("1 of 2")
        page.get_by_role("button", name="Save to the chart").click()
        expect(page.locator("body")).to_have_text("saved")
        assert asked == []
        assert "family-agrees=yes" in saved[0]


@pytest.mark.parametrize(
    ("press", "path"),
    [
        pytest.param(
            lambda page: page.get_by_role("button", name="Show the states").last.click(),
            "states",
            id="states",
        ),
        pytest.param(
            lambda page: page.get_by_role("button", name="Save to the chart").click(), "save", id="save"
        ),
        pytest.param(
            lambda page: page.locator("#f-calocus-composite").press("Enter"), "states", id="Enter in a field"
        ),
    ],
)
def test_without_script_all_is_a_plain_post_and_enter_saves_nothing(
    press: Callable[[Page], None], path: str, browser: Browsing
) -> None:
    posted: list[tuple[str, str]] = []

    def answer(route: Route) -> None:
        posted.append((route.request.url.rpartition("/")[2], route.request.post_data or ""))
        route.fulfill(body="done", content_type="text/plain")

    with browser.context(script=False) as context:
        page = opened(context, answer)
        tick(page, YES)
        press(page)
        expect(page.locator("body")).to_have_text("done")
    ((to, form),) = posted
    assert to == path
    assert "family-agrees=yes" in form


def test_what_stands_against_saving_has_the_focus_and_leads_to_each_field(browser: Browsing) -> None:
    with browser.context() as context:
        page = opened(context, Posts(), PROBLEM)
        expect(page.locator("#told")).to_be_focused()
        assert page.locator("#told").get_attribute("role") == "alert"
        for link in page.locator("#told a").all():
            field = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
            expect(field).to_have_count(1)
            assert field.get_attribute("aria-describedby")
