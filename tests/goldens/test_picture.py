"""docs/card.png is the real card of today, as wide as the sandbox shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.goldens.picture import CASE, KEYWORD, PICTURE, WIDTH, cards_of, digest, main, page_of
from tests.support.png import size, texts, with_text


def test_the_picture_is_of_the_card_that_the_service_gives_today() -> None:
    assert texts(PICTURE.read_bytes())[KEYWORD] == digest(page_of(cards_of(CASE))), "run make docs"


def test_the_picture_is_as_wide_as_the_sandbox_shows_a_card() -> None:
    width, height = size(PICTURE.read_bytes())
    assert width == 2 * WIDTH
    assert height > 400


def test_the_page_says_what_the_card_says() -> None:
    (card,) = cards_of(CASE)
    shown = re.sub(r"<[^>]+>", "", page_of([card]))
    plain = card["detail"].replace("**", "").replace("- ", "")
    assert card["summary"] in shown
    assert [line.strip() for line in plain.splitlines() if line.strip() not in shown] == []


def test_a_text_travels_in_a_picture() -> None:
    picture = with_text(PICTURE.read_bytes(), "Why", "because")
    assert texts(picture) == texts(PICTURE.read_bytes()) | {"Why": "because"}
    assert size(picture) == size(PICTURE.read_bytes())


def test_without_a_browser_it_says_so_and_leaves_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    picture = tmp_path / "card.png"
    assert main(["--to", str(picture)]) == 1
    assert capsys.readouterr().err == (
        "card.png is left as it is: A browser is needed: one of chromium, chromium-browser, "
        "google-chrome, google-chrome-stable. On Debian: apt-get install chromium; elsewhere: "
        ".venv/bin/python -m playwright install chromium.\n"
    )
    assert not picture.exists()
