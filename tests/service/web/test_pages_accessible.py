"""Every page in every state: for all eyes and hands, at any width, light and dark, folded or not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browsing import Browsing
from tests.support.pages.axe import WIDTHS, violations
from tests.support.pages.site import OURS, PAGES, POLICY_PAGES, path_of, serve

ADDRESSES = {name: path_of(name) for name in PAGES} | {f"policies: {path}": path for path in POLICY_PAGES}
_TOO_WIDE = """width => [...document.querySelectorAll("body *")]
  .filter(each => !each.closest(".scroll, pre, .vh, svg") && each.getBoundingClientRect().right > width + 1)
  .map(each => each.outerHTML.slice(0, 80))"""


def opened(page: Page, path: str) -> Page:
    serve(page.context)
    page.goto(f"{OURS}{path}")
    return page


@pytest.mark.parametrize("path", ADDRESSES.values(), ids=list(ADDRESSES))
def test_axe_finds_no_violation(path: str, page: Page) -> None:
    assert violations(opened(page, path)) == []


@pytest.mark.parametrize("path", ADDRESSES.values(), ids=list(ADDRESSES))
def test_nothing_scrolls_sideways_and_a_strict_policy_of_content_refuses_nothing(
    path: str, page: Page
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    opened(page, path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_TOO_WIDE, width) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [each for each in said if "404" not in each] == []


def test_axe_would_find_a_violation(browser: Browsing) -> None:
    with browser.page() as page:
        page.set_content(
            "<title>t</title><main><h1>t</h1><p style='color:#ccc;background:#fff'>pale</p></main>"
        )
        found = violations(page)
    assert {each.split(":")[0] for each in found} >= {"320 light color-contrast", "dark color-contrast"}
