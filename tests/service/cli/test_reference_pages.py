"""The generated pages of docs/reference/ are as the code is, and all of them are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli.reference_pages import FOLDER, pages, write

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


def test_no_page_is_left_of_what_there_is_not() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_the_pages_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "reference")
    assert {path.name for path in (tmp_path / "reference").iterdir()} == set(PAGES)


def test_every_key_of_a_reader_is_said_what_it_is_for() -> None:
    rows = [line for line in PAGES["readers.md"].splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) > 20
    assert [row for row in rows if not row.rstrip("| ").rpartition("|")[2].strip()] == []
