"""Each kind of wrong value is told as what was expected and what stands there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from pydantic import AnyHttpUrl, Field

from criteria.spans import Span
from criteria.strict_model import SpanField, Strict, Text
from criteria.strict_yaml import FileError, read, validate


class Every(Strict):
    """A field of each kind that a file of ours may hold."""

    text: Text = "a"
    count: int = Field(1, ge=1, le=5)
    share: float = Field(0.5, gt=0, lt=1)
    is_on: bool = False
    day: date | None = None
    span: SpanField = Span(1, "day")
    url: AnyHttpUrl | None = None
    word: Literal["brief", "full"] = "full"
    several: tuple[str, ...] = ()
    named: dict[str, str] = Field(default_factory=dict)
    names: frozenset[str] = Field(frozenset(), min_length=1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("text: ''", "text: expected a text, got an empty one"),
        ("text: [a]", "text: expected a text"),
        ("count: 1.5", "count: expected a whole number such as 2, got '1.5'"),
        ("count: []", "count: expected a whole number such as 2"),
        ("count: 0", "count: expected a number of 1 or more, got '0'"),
        ("count: 6", "count: expected a number of 5 or less, got '6'"),
        ("share: 0", "share: expected a number greater than 0.0, got '0'"),
        ("share: 1", "share: expected a number less than 1.0, got '1'"),
        ("share: much", "share: expected a number, got 'much'"),
        ("is_on: maybe", "is_on: expected true or false, got 'maybe'"),
        ("day: soon", "day: expected a date such as 2026-03-02, got 'soon'"),
        ("span: []", "span: expected a span such as '18 months'"),
        ("span: ['3', day]", "span: expected a span such as '18 months'"),
        ("url: ehr", "url: expected a URL such as https://ehr.example/fhir, got 'ehr'"),
        ("url: ftp://ehr", "url: expected a URL such as https://ehr.example/fhir, got 'ftp://ehr'"),
        ("url: u:word@ehr", "url: expected a URL such as https://ehr.example/fhir"),
        ("word: brieff", "word: expected 'brief' or 'full', got 'brieff'; the nearest name is 'brief'"),
        ("word: xyz", "word: expected 'brief' or 'full', got 'xyz'"),
        (
            "several: a",
            "several: expected a list: [one, two], or each on a line of its own after a dash, got 'a'",
        ),
        (
            "named: a",
            "named: expected keys with values: {key: value}, or each key on a line of its own, got 'a'",
        ),
        (
            "named:",
            "named: expected keys with values: {key: value}, or each key on a line of its own, got ''",
        ),
        ("names: []", "names: expected 1 or more of them, got 0"),
        (f"word: {'x' * 60}", f"word: expected 'brief' or 'full', got '{'x' * 60}'"),
        (f"word: {'x' * 61}", "word: expected 'brief' or 'full'"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(FileError) as refused:
        validate(read(path), Every)
    assert [str(each).partition(":1: ")[2] for each in refused.value.mistakes] == [problem]
