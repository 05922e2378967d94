"""What the tests of the console share: one service with an open console, and a person at a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browsing import Browsing
from tests.support.pages.bridge import bridge, service
from tests.support.pages.engineer import Engineer


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("console"), console="open", console_patients=True)


@pytest.fixture
def person(app: Flask, browser: Browsing) -> Iterator[Page]:
    """Somebody who uses the console for the first time."""
    with browser.context() as context:
        bridge(context, app)
        yield context.new_page()


@pytest.fixture
def engineer(app: Flask) -> Engineer:
    return Engineer(app.test_client())
