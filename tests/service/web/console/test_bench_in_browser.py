"""The bench in a browser: an engineer breaks a prefetch, sees why, tries an answer, and is refused."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from service.console.bench.card_size import SCREEN_PIXELS
from tests.support.browsing import Browsing
from tests.support.pages.axe import violations
from tests.support.pages.bridge import OURS, bridge

BENCH = f"{OURS}/console/bench?patient=child-admission"


def test_a_run_is_fired_broken_explained_and_refused(person: Page) -> None:
    said: list[str] = []
    person.on("console", lambda message: said.append(message.text))
    person.goto(BENCH)
    person.get_by_label("observations: page 1").check()
    person.keyboard.press("Control+Enter")
    why = person.get_by_role("region", name="Why")
    expect(why.get_by_text("unread", exact=True).first).to_be_visible()

    person.get_by_role("button", name="All sent").click()
    person.get_by_role("button", name="Fire").first.click()
    card = person.get_by_role("article", name="Card 1")
    expect(card.get_by_role("heading")).to_contain_text("7 of 9 met")
    assert violations(person, (600, 1280)) == []
    height = card.locator("xpath=..").bounding_box()
    share = float(person.locator(".frame-top span").last.inner_text().split()[0])
    assert height
    assert height["height"] / SCREEN_PIXELS == pytest.approx(share, abs=0.2)
    compare = person.get_by_role("region", name="Compare")
    expect(compare.get_by_role("row", name="Prefetch observations")).to_contain_text("first page, 21 entries")

    person.get_by_role("button", name="Try family agreement: No").click()
    expect(card.get_by_role("heading")).to_contain_text("1 of 9 not met")

    person.get_by_label("Wrong audience").check()
    person.keyboard.press("Control+Enter")
    expect(person.get_by_text("aud expected")).to_be_visible()
    assert violations(person, (600,)) == []

    person.locator("#edit").evaluate("each => { each.open = true }")
    person.get_by_label("Context, laid over").fill("{")
    person.keyboard.press("Control+Enter")
    expect(person.get_by_role("alert")).to_be_focused()
    assert violations(person, (600,)) == []
    for width in (320, 600, 1280):
        person.set_viewport_size({"width": width, "height": 900})
        assert person.evaluate("document.documentElement.scrollWidth") <= width
    assert [each for each in said if "422" not in each] == []


def test_without_script_it_works_by_plain_posts(app: Flask, browser: Browsing) -> None:
    with browser.context(script=False) as context:
        bridge(context, app)
        page = context.new_page()
        page.goto(BENCH)
        page.get_by_label("goals: error").check()
        page.get_by_role("button", name="Fire").first.click()
        expect(page.get_by_role("heading", name="Result")).to_be_visible()
        page.get_by_role("button", name="All left out").click()
        assert page.get_by_label("goals: left out").is_checked()
