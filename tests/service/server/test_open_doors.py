"""Worksheets and a console that ask nobody who they are stay on this machine, unless the operator says so."""

from __future__ import annotations

from pathlib import Path

from tests.service.server.refusing import refused


def test_worksheets_without_signing_in_are_refused_at_an_address_that_others_reach(tmp_path: Path) -> None:
    [line] = refused(tmp_path, {"REQUIRE_TOKEN": "true", "OPEN_WORKSHEET": "true"}, ("--host", "0.0.0.0"))
    assert line == (
        "criteria-cards: CRITERIA_CARDS_OPEN_WORKSHEET: whoever reaches 0.0.0.0 may open worksheets; "
        "CRITERIA_CARDS_ALLOW_OPEN_ADDRESS=true allows that"
    )


def test_a_console_without_signing_in_is_refused_at_an_address_that_others_reach(tmp_path: Path) -> None:
    [line] = refused(tmp_path, {"REQUIRE_TOKEN": "true", "CONSOLE": "open"}, ("--host", "0.0.0.0"))
    assert line == (
        "criteria-cards: CRITERIA_CARDS_CONSOLE: whoever reaches 0.0.0.0 may use it; "
        "CRITERIA_CARDS_ALLOW_OPEN_ADDRESS=true allows that"
    )


def test_a_console_that_asks_for_signing_in_needs_a_file_that_says_by_whom(tmp_path: Path) -> None:
    [line] = refused(tmp_path, {"CONSOLE": "sign-in"}, ())
    assert line == (
        "criteria-cards: CRITERIA_CARDS_CONSOLE_SIGN_IN: the console asks for signing in, "
        "and no file says by whom"
    )
