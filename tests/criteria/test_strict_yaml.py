"""YAML without surprises: no implicit types, no key twice, every error with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from criteria.strict_yaml import FileError, nearest, read, validate


class Inner(BaseModel):
    """A part of a file."""

    model_config = ConfigDict(extra="forbid")
    minimum: int


class Outer(BaseModel):
    """A file."""

    model_config = ConfigDict(extra="forbid")
    name: str
    parts: tuple[Inner, ...] = ()


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
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
        ("a: 1\nb: 2\na: 3\n", "file.yaml:3: a: the key stands here twice"),
        ("a:\n  - b: 1\n  - c: 1\n    d: 2\n    c: 3\n", "file.yaml:5: a.1.c: the key stands here twice"),
        ("a: {b: 1, b: 2}\n", "file.yaml:1: a.b: the key stands here twice"),
        ("a:\n  ? [b, c]\n  : 1\n", "file.yaml:2: a: a key must be a plain word"),
    ],
)
def test_a_file_that_could_be_misread_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        read(written(tmp_path, text))
    assert str(caught.value) == problem


@pytest.mark.parametrize(("text", "line"), [("a: 1\nb: [1,\n", 3), ("a: 1\n\tb: 2\n", 2), ("'a", 1)])
def test_what_is_no_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(FileError) as caught:
        read(written(tmp_path, text))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file or directory"),
        (b"name: caf\xe9\n", "this is no text in UTF-8"),
        (b"name: \x00\n", "it holds a character that is not allowed in YAML"),
    ],
    ids=["there is none", "another encoding", "a zero byte"],
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
        ("name: a\nparts:\n  - minimum: 1\n  - minimum: x\n", "file.yaml:4: parts.1.minimum: "),
        ("name: a\n\nnmae: b\n", "file.yaml:3: nmae: this key is not known here; the nearest name is 'name'"),
        (
            "name: a\nparts:\n  - {minimum: 1}\n  - {minimum: 1, minimun: 2}\n",
            "file.yaml:4: parts.1.minimun: this key is not known here; the nearest name is 'minimum'",
        ),
        ("name: a\nxyzzy: 1\n", "file.yaml:2: xyzzy: this key is not known here"),
        ("parts: []\n", "file.yaml:1: name: this key is required"),
        ("name: a\nparts:\n  - {}\n", "file.yaml:3: parts.0.minimum: this key is required"),
        ("name: a\nparts: 3\n", "file.yaml:2: parts: "),
        ("", "file.yaml:1: name: this key is required"),
    ],
)
def test_what_a_model_refuses_is_told_with_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        validate(read(written(tmp_path, text)), Outer)
    assert str(caught.value).startswith(problem)


def test_a_part_of_a_file_is_validated_at_its_own_place(tmp_path: Path) -> None:
    document = read(written(tmp_path, "- minimum: 1\n- minimum: none\n"))
    assert validate(document, Inner, document.value[0], (0,)).minimum == 1
    with pytest.raises(FileError, match=r"^file\.yaml:2: 1\.minimum: "):
        validate(document, Inner, document.value[1], (1,))


def test_a_file_error_carries_its_parts(tmp_path: Path) -> None:
    error = read(written(tmp_path, "a:\n  b: 1\n")).error(("a", "b", "c"), "is wrong")
    assert (error.path.name, error.line, error.key, error.problem) == ("file.yaml", 2, "a.b.c", "is wrong")


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("lpha-recomends", "; the nearest name is 'lpha-recommends'"), ("xyzzy", "")],
)
def test_the_nearest_name_is_suggested_only_when_there_is_one(name: str, suggestion: str) -> None:
    assert nearest(name, ["lpha-recommends", "least-restrictive"]) == suggestion
