"""YAML without surprises: every scalar is a string and a repeated key is an error.

YAML 1.1 would read the service type `0650` as 424, the key `on` as true, and
keep the last of two equal keys without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from criteria.plain_words import in_plain_words

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_IN_QUOTES = "a text with a colon and a blank in it, or that begins with @, ` or *, stands in quotes"
_ONE_COLUMN = "keys that belong together begin in one column"
_BLANKS = "lines begin with blanks, not with a tab"
_HELPS: Mapping[str, str] = {
    "mapping values are not allowed in this context": f"{_IN_QUOTES}; {_ONE_COLUMN}",
    "did not find expected key": f"{_ONE_COLUMN}, and each quote is closed, also in the lines above",
    "found character that cannot start any token": f"{_IN_QUOTES}; {_BLANKS}",
    "found a tab character that violates indentation": _BLANKS,
    "found undefined alias": _IN_QUOTES,
}
"""What an author may look for, by what the parser says."""


class Mistake(NamedTuple):
    """One thing that is wrong with a file of ours: where, and what was expected.

    Line 0 stands for the whole of a file that cannot be read; its path is told, as it may be the mistake.
    """

    path: Path
    line: int
    key: str
    problem: str

    def __str__(self) -> str:
        place = f"{Path(self.path.parent.name, self.path.name)}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.key + ': ' if self.key else ''}{self.problem}"


class FileError(ValueError):
    """A file of ours is wrong: each mistake on a line of its own."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


class Document(NamedTuple):
    """A parsed file: nested dicts, lists and strings, and the line of each part."""

    path: Path
    value: Any
    lines: dict[Location, int]
    left: Mapping[Location, Sequence[int]] = MappingProxyType({})
    """Where entries of lists were taken out: the indices that the others have in the file, by list."""

    def at(self, location: Location) -> Any:
        """The part of the document at a location."""
        value = self.value
        for step in location:
            value = value[step]
        return value

    def mistake(self, location: Location, problem: str) -> Mistake:
        """What is wrong at a place in the file; the line is that of the nearest part above it that exists."""
        known = location = self.written_at(location)
        while known not in self.lines:
            known = known[:-1]
        return Mistake(self.path, self.lines[known], _dotted(location), problem)

    def without(self, wrong: Collection[Location]) -> Document:
        """The document without some of its parts; what is wrong with the others is told where they stand."""
        left: dict[Location, Sequence[int]] = {}
        return self._replace(value=_without(self.value, (), wrong, left), left=left)

    def written_at(self, location: Location) -> Location:
        """Where in the file a part stands that may have moved."""
        at: Location = ()
        for step in location:
            indices = self.left.get(at)
            at = (*at, indices[step] if indices and isinstance(step, int) else step)
        return at

    def error(self, location: Location, problem: str) -> FileError:
        """The error for a place in the file."""
        return FileError(self.mistake(location, problem))


def read(path: Path) -> Document:
    """Parse a YAML file.

    Raises:
        FileError: when it cannot be read, is no YAML, or mappings hold a key twice.
    """
    try:
        root = yaml.compose(read_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        helps = _HELPS.get(str(error.problem), "")
        said = f"this is no YAML: {error.problem}{f'; {helps}' if helps else ''}"
        raise FileError(Mistake(path, line, "", said)) from error
    except yaml.YAMLError as error:
        raise FileError(Mistake(path, 0, "", "it holds a character that is not allowed in YAML")) from error
    document, mistakes = Document(path, {}, {(): 1}), list[Mistake]()
    if root is not None:
        document = document._replace(value=_value(root, (), document, mistakes))
    refuse(mistakes)
    return document


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        FileError: when it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(Mistake(path, 0, "", error.strerror or "it cannot be read")) from error
    except UnicodeDecodeError as error:
        raise FileError(Mistake(path, 0, "", "this is no text in UTF-8")) from error


def validate(document: Document, model: type[Model], value: Any = None) -> Model:
    """The document, or a value that was made of it, as a model.

    Raises:
        FileError: for everything the model refuses.
    """
    whole = document.value if value is None else value
    try:
        return model.model_validate(whole)
    except ValidationError as error:
        refused = error.errors(include_url=False)
        kept = [each for each in refused if not _follows(each, refused)]
        raise FileError(*(_refused(document, whole, each) for each in kept)) from error


def refuse(mistakes: Iterable[Mistake]) -> None:
    """Stop at what is wrong with a file.

    Raises:
        FileError: when there is a mistake, with all of them, each once.
    """
    if found := dict.fromkeys(mistakes):
        raise FileError(*found)


def _value(node: Any, at: Location, document: Document, mistakes: list[Mistake]) -> Any:
    """The value of a YAML node; notes the lines of its parts, and what is wrong with its keys."""
    document.lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, document, mistakes)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*at, i), document, mistakes) for i, item in enumerate(node.value)]
    return node.value


def _mapping(
    node: yaml.MappingNode, at: Location, document: Document, mistakes: list[Mistake]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = key_node.value, key_node.start_mark.line + 1
        if not isinstance(key, str):
            mistakes.append(Mistake(document.path, line, _dotted(at), "a key must be a plain word"))
        elif key in result:
            mistakes.append(Mistake(document.path, line, _dotted((*at, key)), "the key stands here twice"))
        else:
            result[key] = _value(value_node, (*at, key), document, mistakes)
            document.lines[(*at, key)] = line
    return result


def _follows(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a whole is refused only because a part of it is: a list is too short without an item."""
    at = error["loc"]
    return any(len(other["loc"]) > len(at) and other["loc"][: len(at)] == at for other in errors)


def _without(
    value: Any, at: Location, wrong: Collection[Location], left: dict[Location, Sequence[int]]
) -> Any:
    """A value without the wrong of its parts; notes what is left of each list."""
    if isinstance(value, dict):
        kept = {key: part for key, part in value.items() if (*at, key) not in wrong}
        return {key: _without(part, (*at, key), wrong, left) for key, part in kept.items()}
    if isinstance(value, list):
        left[at] = [i for i in range(len(value)) if (*at, i) not in wrong]
        return [_without(value[i], (*at, i), wrong, left) for i in left[at]]
    return value


def _refused(document: Document, value: Any, error: Any) -> Mistake:
    """What a model refused, where it stands in the file."""
    location = in_file(value, error["loc"])
    if error["type"] == "missing":
        return document.mistake((*location, error["loc"][-1]), "this key is required")
    return document.mistake(location, in_plain_words(error))


def in_file(value: Any, location: Location) -> Location:
    """The steps of a pydantic location that are in the file: it also names the members of unions."""
    kept: list[str | int] = []
    for step in location:
        steps = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
        if step in steps:
            value = value[step]
            kept.append(step)
    return tuple(kept)


def _dotted(location: Location) -> str:
    return ".".join(str(step) for step in location)
