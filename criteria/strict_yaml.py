"""YAML without surprises: every scalar is a string and a repeated key is an error.

YAML 1.1 would read the service type `0650` as 424, the key `on` as true, and
keep the last of two equal keys without a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class FileError(ValueError):
    """A file of ours is wrong: which file, which line, which key, what was expected.

    Line 0 stands for the whole of a file that cannot be read; its path is told, as it may be the mistake.
    """

    def __init__(self, path: Path, line: int, key: str, problem: str) -> None:
        self.path, self.line, self.key, self.problem = path, line, key, problem
        place = f"{path.name}:{line}" if line else str(path)
        super().__init__(f"{place}: {key + ': ' if key else ''}{problem}")


class Document(NamedTuple):
    """A parsed file: nested dicts, lists and strings, and the line of each part."""

    path: Path
    value: Any
    lines: dict[Location, int]

    def at(self, location: Location) -> Any:
        """The part of the document at a location."""
        value = self.value
        for step in location:
            value = value[step]
        return value

    def error(self, location: Location, problem: str) -> FileError:
        """The error for a place in the file; the nearest known line above it is named."""
        known = location
        while known not in self.lines:
            known = known[:-1]
        return FileError(self.path, self.lines[known], _dotted(location), problem)


def read(path: Path) -> Document:
    """Parse a YAML file.

    Raises:
        FileError: when it cannot be read, is no YAML, or a mapping holds a key twice.
    """
    try:
        root = yaml.compose(read_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FileError(path, line, "", error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise FileError(path, 0, "", "it holds a character that is not allowed in YAML") from error
    lines: dict[Location, int] = {(): 1}
    return Document(path, _value(root, path, (), lines), lines)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        FileError: when it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(path, 0, "", error.strerror or "it cannot be read") from error
    except UnicodeDecodeError as error:
        raise FileError(path, 0, "", "this is no text in UTF-8") from error


def validate(document: Document, model: type[Model], value: Any = None, at: Location = ()) -> Model:
    """The document, or the part of it at a location, as a model.

    Raises:
        FileError: for the first thing the model refuses.
    """
    part = document.value if value is None else value
    try:
        return model.model_validate(part)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        location = _in_file(part, first["loc"])
        if first["type"] == "missing":
            location = (*location, first["loc"][-1])
        raise document.error((*at, *location), _problem(model, first)) from error


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion to end an error message with, or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"; the nearest name is {close[0]!r}" if close else ""


def _value(node: Any, path: Path, at: Location, lines: dict[Location, int]) -> Any:
    if node is None:
        return {}
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path, (*at, i), lines) for i, item in enumerate(node.value)]
    return node.value


def _mapping(node: yaml.MappingNode, path: Path, at: Location, lines: dict[Location, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            raise FileError(path, key_node.start_mark.line + 1, _dotted(at), "a key must be a plain word")
        if key in result:
            raise FileError(
                path, key_node.start_mark.line + 1, _dotted((*at, key)), "the key stands here twice"
            )
        result[key] = _value(value_node, path, (*at, key), lines)
        lines[(*at, key)] = key_node.start_mark.line + 1
    return result


def _in_file(value: Any, location: Location) -> Location:
    """The steps of a pydantic location that are in the file: it also names the members of unions."""
    kept: list[str | int] = []
    for step in location:
        known = (
            step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        )
        if known:
            value = value[step]
            kept.append(step)
    return tuple(kept)


def _problem(model: type[BaseModel], error: Any) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "this key is not known here" + nearest(str(error["loc"][-1]), _keys(model))
        case "missing":
            return "this key is required"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _keys(model: type[BaseModel]) -> set[str]:
    """Every key that a model or one inside it knows."""
    schema = model.model_json_schema()
    return {key for part in (schema, *schema.get("$defs", {}).values()) for key in part.get("properties", {})}


def _dotted(location: Location) -> str:
    return ".".join(str(step) for step in location)
