"""Each page of the console in a browser: no violation at any width, nothing sideways, nothing refused."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browsing import Browsing
from tests.support.pages.axe import WIDTHS, violations
from tests.support.pages.bridge import OURS, bridge

PAGES = (
    "/",
    "/policies",
    "/console/mapping?patient=child-admission",
    "/console/gaps",
    "/console/outcomes",
    "/console/cases/va-medicaid-h0024-peer-support",
    "/console/none",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_violation_and_fits_at_every_width(path: str, person: Page) -> None:
    said: list[str] = []
    person.on("console", lambda message: said.append(message.text))
    person.goto(f"{OURS}{path}")
    assert violations(person) == []
    for width in WIDTHS:
        person.set_viewport_size({"width": width, "height": 900})
        assert person.evaluate("document.documentElement.scrollWidth") <= width
    assert [each for each in said if "404" not in each] == []


def test_the_first_page_tells_state_services_policies_sites_and_patients(person: Page) -> None:
    person.goto(f"{OURS}/")
    headings = person.get_by_role("heading", level=2).all_inner_texts()
    assert headings == ["Checks", "Services", "Policies", "Sites", "Patients (5)", "Read on"]
    child = person.get_by_role("row").filter(has=person.get_by_role("link", name="child-admission"))
    strip = child.get_by_role("list", name="child-admission").get_by_role("listitem")
    assert [each.split("\n")[-1] for each in strip.all_inner_texts()] == [
        *(f"{letter}: met" for letter in "ABCDE"),
        "F: open: not on file",
        *(f"{letter}: met" for letter in "GH"),
        "I: open: not on file",
    ]
    site = person.get_by_role("region", name="Sites").get_by_role("row").last
    assert site.inner_text().split() == [
        "example-private",
        "3",
        "codes,",
        "1",
        "hint,",
        "2",
        "qualifications",
    ]


def test_the_first_page_is_gone_through_by_keys_without_script(app: Flask, browser: Browsing) -> None:
    with browser.context(script=False) as context:
        bridge(context, app)
        page = context.new_page()
        page.goto(f"{OURS}/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/worksheet")
