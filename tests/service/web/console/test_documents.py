"""The documents in the console: the built site, or how to build it; nothing beside it is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.web.console.test_gate import BROWSER, console


def test_they_are_shown_or_it_is_said_how_to_build_them(tmp_path: Path) -> None:
    page = console(tmp_path).get("/docs/", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "make docs" in page.text or '<h1 id="criteria-cards">' in page.text


def test_without_a_slash_the_reader_is_led_on(tmp_path: Path) -> None:
    assert console(tmp_path).get("/docs", headers=BROWSER).headers["Location"].endswith("/docs/")


@pytest.mark.parametrize(
    "name", ["../README.md", "%2e%2e/pyproject.toml", "/etc/hosts", "assets/../../Makefile"]
)
def test_nothing_beside_them_is_served(tmp_path: Path, name: str) -> None:
    answer = console(tmp_path).get(f"/docs/{name}", headers=BROWSER)
    assert "criteria-cards =" not in answer.text
    assert "localhost" not in answer.text
    assert ".PHONY" not in answer.text


def test_where_the_console_is_off_there_are_none(tmp_path: Path) -> None:
    assert console(tmp_path, console="off").get("/docs/", headers=BROWSER).status_code == 404
