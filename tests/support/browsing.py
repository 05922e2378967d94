"""A browser for tests: one for all tests of a worker, a context of its own for each page."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser import wanted

TIMEOUT_MILLISECONDS = 20_000
ALONE = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root it does not start with one
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browsing:
    """A running browser, without a window."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._loop = asyncio._get_running_loop()
        self._open = 0

    def resume(self) -> None:
        """Mark Playwright's event loop as running, which is how it expects this thread."""
        asyncio._set_running_loop(self._loop)

    @contextmanager
    def context(self, width: int = 1000, height: int = 900, script: bool = True) -> Iterator[BrowserContext]:
        """Cookies and storage of its own, as another person at another machine has them.

        Playwright leaves its event loop marked as running in this thread; between contexts it is not, so
        that other tests of the worker can run loops of their own.
        """
        self.resume()
        self._open += 1
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="en-US"
        )
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        try:
            yield context
        finally:
            self.resume()
            context.close()
            self._open -= 1
            if not self._open:
                asyncio._set_running_loop(None)

    @contextmanager
    def page(self, width: int = 1000, height: int = 900, script: bool = True) -> Iterator[Page]:
        """The only page of a context."""
        with self.context(width, height, script) as context:
            yield context.new_page()


@contextmanager
def browsing() -> Iterator[Browsing]:
    """A browser, until the block ends.

    Raises:
        NoBrowser: where this machine has none.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=wanted(), args=[*ALONE, *QUIET])
        found = Browsing(browser)
        asyncio._set_running_loop(None)
        try:
            yield found
        finally:
            found.resume()
            browser.close()
