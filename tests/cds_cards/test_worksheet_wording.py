"""The words of the worksheet: each is used, each field is filled in, and none decides for the payer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cds_cards.worksheet_wording import WORKSHEET, load_worksheet_wording
from criteria.strict_model import Strict
from criteria.strict_yaml import FileError

ROOT = Path(__file__).parents[2]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for room in ("service/worksheet", "service/web")
    for path in sorted((ROOT / room).rglob("*.py"))
)
BY_NAME = ("sections", "severities", "answerers", "why")
"""Words that are looked up by what they are about."""


def sentences(model: Strict, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every word by its place."""
    for name, value in model:
        if isinstance(value, Strict):
            yield from sentences(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", value


WORDS = dict(sentences(load_worksheet_wording()))


@pytest.mark.parametrize("place", [each for each in WORDS if each.split(".")[1] not in BY_NAME])
def test_each_word_is_used(place: str) -> None:
    name = place.split(".")[1]
    assert re.search(rf'[\w\])]\.{name}\b|"{name}"', SOURCE)


@pytest.mark.parametrize("word", ["approved", "denied", "eligible", "undocumented"])
def test_none_decides_for_the_payer(word: str) -> None:
    assert word not in str(WORDS).lower()


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        pytest.param(
            "{met} of {total} met{rest}", "{met} of {all} met{rest}", id="a field that nothing fills in"
        ),
        pytest.param("  whose: Whose answer is it?\n", "", id="a word too few"),
        pytest.param("people:\n", "people:\n  whom: Whom?\n", id="a word too many"),
    ],
)
def test_a_mistake_is_refused_when_the_file_is_read(tmp_path: Path, written: str, instead: str) -> None:
    text = WORKSHEET.read_text(encoding="utf-8")
    assert written in text
    changed = tmp_path / "worksheet.yaml"
    changed.write_text(text.replace(written, instead), encoding="utf-8")
    with pytest.raises(FileError):
        load_worksheet_wording(changed)
