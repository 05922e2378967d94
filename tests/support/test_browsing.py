"""The browser of the tests, and that it leaves the other tests of its worker alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support import browser as browsers
from tests.support.browsing import Browsing


def test_a_page_runs_its_script(page: Page) -> None:
    page.set_content("<h1>before</h1><script>document.querySelector('h1').textContent = 'after'</script>")
    assert page.inner_text("h1") == "after"


def test_a_page_without_script_runs_none(browser: Browsing) -> None:
    with browser.page(script=False) as page:
        page.set_content("<h1>before</h1><script>document.querySelector('h1').textContent = 'after'</script>")
        assert page.inner_text("h1") == "before"


def test_two_contexts_share_no_cookie(browser: Browsing) -> None:
    with browser.context() as mine:
        mine.add_cookies([{"name": "a", "value": "b", "url": "http://127.0.0.1/"}])
        kept = [each.get("name") for each in mine.cookies()]
    with browser.context() as theirs:
        assert (kept, theirs.cookies()) == (["a"], [])


def test_other_tests_can_run_their_own_event_loop(browser: Browsing) -> None:
    async def one() -> int:
        return 1

    with browser.page() as page:
        page.set_content("<p>")
    assert asyncio.run(one()) == 1


def test_a_machine_without_a_browser_is_told_in_a_sentence_also_while_playwright_runs(
    page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(browsers.NoBrowser, match=r"A browser is needed: .*apt-get install chromium"):
        browsers.wanted()


def test_two_people_can_browse_at_once(browser: Browsing) -> None:
    with browser.page() as mine:
        with browser.page() as theirs:
            theirs.set_content("<p>theirs")
        mine.set_content("<p>mine")
        assert mine.inner_text("p") == "mine"
