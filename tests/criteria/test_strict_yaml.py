"""YAML without surprises: no implicit types, no key twice, every error with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ConfigDict, Field

from criteria.nearest import nearest
from criteria.strict_model import Strict
from criteria.strict_yaml import FileError, read, refuse, validate


class Inner(Strict):
    """A part of a file."""

    minimum: int
    below: int | None = Field(None, alias="under")


class Outer(Strict):
    """A file."""

    name: str
    parts: tuple[Inner, ...] = ()


class Open(Strict):
    """A part of a file with keys of the author's own."""

    model_config = ConfigDict(extra="allow")

    minimum: int


class Several(Strict):
    """A file with a list that may not be empty."""

    parts: tuple[Inner, ...] = Field(min_length=1)


def written(folder: Path, text: str) -> Path:
    path = folder / "files" / "file.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "scalar", ["0650", "on", "yes", "null", "~", "1.0", "2026-03-01", "12:30:00", "0x1F", "1e3", "<<"]
)
def test_a_plain_word_stays_the_string_it_is(tmp_path: Path, scalar: str) -> None:
    assert read(written(tmp_path, f"key: {scalar}")).value == {"key": scalar}


def test_keys_that_yaml_reads_as_truths_or_numbers_stay_words(tmp_path: Path) -> None:
    assert read(written(tmp_path, "on: 1\nno: 2\n3: 3")).value == {"on": "1", "no": "2", "3": "3"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "files/file.yaml:3: a: the key stands here twice"),
        (
            "a:\n  - b: 1\n  - c: 1\n    d: 2\n    c: 3\n",
            "files/file.yaml:5: a.1.c: the key stands here twice",
        ),
        ("a: {b: 1, b: 2}\n", "files/file.yaml:1: a.b: the key stands here twice"),
        ("a:\n  ? [b, c]\n  : 1\n", "files/file.yaml:2: a: a key must be a plain word"),
    ],
)
def test_a_file_that_could_be_misread_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        read(written(tmp_path, text))
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [1,\n", "files/file.yaml:3: this is no YAML: did not find expected node content"),
        (
            "a: 1\n\tb: 2\n",
            "files/file.yaml:2: this is no YAML: found a tab character that violates indentation; "
            "lines begin with blanks, not with a tab",
        ),
        (
            "a: one: two\n",
            "files/file.yaml:1: this is no YAML: mapping values are not allowed in this context; "
            "a text with a colon and a blank in it, or that begins with @, ` or *, stands in quotes; "
            "keys that belong together begin in one column",
        ),
        (
            "a: 'x\nb: 1\nc: 'y'\n",
            "files/file.yaml:3: this is no YAML: did not find expected key; keys that belong together "
            "begin in one column, and each quote is closed, also in the lines above",
        ),
        (
            "a: *note\n",
            "files/file.yaml:1: this is no YAML: found undefined alias; "
            "a text with a colon and a blank in it, or that begins with @, ` or *, stands in quotes",
        ),
        ("'a", "files/file.yaml:1: this is no YAML: found unexpected end of stream"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line_and_the_parsers_words(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(FileError) as caught:
        read(written(tmp_path, text))
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file or directory"),
        (b"name: caf\xe9\n", "this is no text in UTF-8"),
        (b"name: \x00\n", "it holds a character that is not allowed in YAML"),
    ],
    ids=["there is no file", "another encoding", "a zero byte"],
)
def test_a_file_that_cannot_be_read_is_named_with_its_path(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "file.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read(path)
    assert str(caught.value) == f"{path}: {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: a\nparts:\n  - minimum: 1\n  - minimum: x\n", "files/file.yaml:4: parts.1.minimum: "),
        (
            "name: a\n\nnmae: b\n",
            "files/file.yaml:3: nmae: this key is not known here; the nearest name is 'name'",
        ),
        (
            "name: a\nparts:\n  - {minimum: 1}\n  - {minimum: 1, minimun: 2}\n",
            "files/file.yaml:4: parts.1.minimun: this key is not known here; the nearest name is 'minimum'",
        ),
        (
            "name: a\nxyzzy: 1\n",
            "files/file.yaml:2: xyzzy: this key is not known here; known are name, parts",
        ),
        (
            "name: a\nparts: [{minimum: 1, below_: 1}]",
            "files/file.yaml:2: parts.0.below_: this key is not known here; known are minimum, under",
        ),
        ("parts: []\n", "files/file.yaml:1: name: this key is required"),
        ("name: a\nparts:\n  - {}\n", "files/file.yaml:3: parts.0.minimum: this key is required"),
        ("name: a\nparts: 3\n", "files/file.yaml:2: parts: "),
        ("", "files/file.yaml:1: name: this key is required"),
    ],
)
def test_what_a_model_refuses_is_told_with_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        validate(read(written(tmp_path, text)), Outer)
    assert str(caught.value).startswith(problem)


def test_a_mistake_carries_its_parts(tmp_path: Path) -> None:
    mistake = read(written(tmp_path, "a:\n  b: 1\n")).mistake(("a", "b", "c"), "is wrong")
    assert mistake == (tmp_path / "files" / "file.yaml", 2, "a.b.c", "is wrong")


def test_all_that_a_model_refuses_is_told_at_once(tmp_path: Path) -> None:
    text = "nmae: a\nparts:\n  - {}\n  - {minimum: x, undr: 1, maximum: 2}\n"
    with pytest.raises(FileError) as caught:
        validate(read(written(tmp_path, text)), Outer)
    assert str(caught.value).splitlines() == [
        "files/file.yaml:1: nmae: this key is not known here; the nearest name is 'name'",
        "files/file.yaml:3: parts.0.minimum: this key is required",
        "files/file.yaml:4: parts.1.undr: this key is not known here; the nearest name is 'under'",
        "files/file.yaml:4: parts.1.maximum: this key is not known here; the nearest name is 'minimum'",
        "files/file.yaml:4: parts.1.minimum: expected a whole number such as 2, got 'x'",
    ]


def test_a_part_may_take_keys_of_the_authors_own(tmp_path: Path) -> None:
    part = validate(read(written(tmp_path, "minimum: 1\nmaximum: 2\n")), Open)
    assert part.model_extra == {"maximum": "2"}


def test_a_list_is_not_called_too_short_for_an_item_that_is_wrong_itself(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        validate(read(written(tmp_path, "parts: [{minimum: x}]\n")), Several)
    assert [mistake.key for mistake in caught.value.mistakes] == ["parts.0.minimum"]
    with pytest.raises(FileError, match="expected 1 or more of them, got 0"):
        validate(read(written(tmp_path, "parts: []\n")), Several)


def test_all_keys_that_stand_twice_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read(written(tmp_path, "a: 1\na: 2\nb: {c: 1, c: 2}\n"))
    assert [mistake.key for mistake in caught.value.mistakes] == ["a", "b.c"]


def test_the_same_mistake_is_told_once(tmp_path: Path) -> None:
    mistake = read(written(tmp_path, "a: 1\n")).mistake(("a",), "is wrong")
    with pytest.raises(FileError) as caught:
        refuse([mistake, mistake])
    assert caught.value.mistakes == (mistake,)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("lpha-recomends", "; the nearest name is 'lpha-recommends'"), ("xyzzy", "")],
)
def test_the_nearest_name_is_suggested_only_when_there_is_one(name: str, suggestion: str) -> None:
    assert nearest(name, ["lpha-recommends", "least-restrictive"]) == suggestion
