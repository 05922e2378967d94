"""The worksheet on paper: short, whole, in black and white, with room to answer and to sign."""

from __future__ import annotations

import re
import zlib

import pytest
from playwright.sync_api import Page

from tests.support.browsing import Browsing
from tests.support.pages.site import OURS, path_of, serve

ANSWERING = "worksheet: one answer, not saved"
UNTOUCHED = "worksheet: nothing answered yet"
NAMED = "worksheet: another caregiver answered"
NOT_MET = "worksheet: an answer would make it not met"


def on_paper(page: Page, name: str) -> Page:
    """A page as it is laid out for printing."""
    serve(page.context)
    page.goto(f"{OURS}{path_of(name)}")
    page.emulate_media(media="print")
    return page


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has, from its page tree; which may be in a compressed stream."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)
    texts = [pdf, *(_inflated(each) for each in streams)]
    return max(
        int(each) for text in texts for each in re.findall(rb"/Type\s*/Pages.*?/Count (\d+)", text, re.S)
    )


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("name", [ANSWERING, UNTOUCHED])
def test_it_takes_about_three_pages(name: str, page: Page) -> None:
    on_paper(page, name)
    assert 2 <= pages_of(page.pdf(prefer_css_page_size=True)) <= 4


def test_it_says_that_it_was_printed_before_saving(page: Page) -> None:
    on_paper(page, ANSWERING)
    assert "before saving: 1 answer" in page.locator("body").inner_text()


def test_bars_buttons_and_what_would_change_are_left_out(page: Page) -> None:
    on_paper(page, ANSWERING)
    shown = page.locator("button:visible, a.btn:visible, .bar:visible, .what-if:visible, .change:visible")
    assert shown.count() == 0


def test_what_was_answered_stands_alone_and_what_was_not_can_be_ticked(page: Page) -> None:
    on_paper(page, ANSWERING)
    answered = page.locator(".choices:has([name='family-agrees']) label:visible")
    assert answered.all_inner_texts() == ["Yes"]
    unanswered = page.locator(".choices:has([name='calocus-composite.by']) label:visible")
    assert unanswered.count() == 4
    assert unanswered.first.locator("input").is_visible()


def test_folds_are_open_and_states_are_told_by_word_and_shape(browser: Browsing) -> None:
    with browser.page(width=800) as page:
        on_paper(page, ANSWERING)
        assert page.locator("[id='c-A'] .row-in").is_visible()
        assert page.locator("[id='c-A'] .row-in table").is_visible()
        colors = page.eval_on_selector_all(
            ".tile, .state, .words", "found => found.map(each => getComputedStyle(each).color)"
        )
    assert set(colors) == {"rgb(0, 0, 0)"}


def test_there_are_lines_to_sign(page: Page) -> None:
    on_paper(page, ANSWERING)
    lines = page.locator(".sigline span:visible")
    assert lines.all_inner_texts() == ["Signature of Robin Ash, LPC", "Signature of caregiver (F)", "Date"]


def test_in_forced_colors_states_keep_their_shapes(page: Page) -> None:
    serve(page.context)
    page.goto(f"{OURS}{path_of('worksheet: one not met, one does not apply')}")
    page.emulate_media(forced_colors="active")
    widths = page.eval_on_selector_all(
        ".verdict .tile", "found => found.map(each => getComputedStyle(each).borderTopWidth)"
    )
    assert widths == ["2px"] * 4 + ["4px"] + ["2px"] * 4


@pytest.mark.parametrize(("name", "is_named"), [(ANSWERING, False), (NAMED, True)])
def test_a_name_is_on_paper_only_where_somebody_who_is_not_listed_answered(
    name: str, is_named: bool, page: Page
) -> None:
    on_paper(page, name)
    assert page.locator("[name='family-agrees.name']").is_visible() is is_named


def test_what_each_answer_would_change_is_a_list_within_its_box(page: Page) -> None:
    serve(page.context)
    page.goto(f"{OURS}{path_of(ANSWERING)}")
    page.locator("details.what-if summary").first.click()
    left = page.locator("details.what-if").first.evaluate(
        "each => [each.getBoundingClientRect().left, each.querySelector('li').getBoundingClientRect().left]"
    )
    assert left[1] >= left[0] + 16


@pytest.mark.parametrize("width", [600, 1280])
def test_what_an_answer_makes_of_a_criterion_stands_beside_its_tile(width: int, browser: Browsing) -> None:
    with browser.page(width=width) as page:
        serve(page.context)
        page.goto(f"{OURS}{path_of(NOT_MET)}")
        tile = page.locator(".change > .tile").first.bounding_box()
        told = page.locator(".change > span:last-child").first.bounding_box()
    assert tile is not None
    assert told is not None
    assert told["x"] >= tile["x"] + tile["width"]
