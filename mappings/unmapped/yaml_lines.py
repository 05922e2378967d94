"""Writes a part of a site's file as YAML, as people write it by hand: one code, answer or form a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

MAX_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*(?: [A-Za-z0-9_/-]+)*")
_OTHERWISE_READ = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null"))
"""Words that YAML 1.1 reads as something else; this service does not, but an editor may."""


def yaml_lines(part: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """The lines of a mapping; what fits a line stands on one, below the first level."""
    for key, value in part.items():
        yield from _entry(f"{' ' * indent}{_scalar(key)}:", value, indent)


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """A key with its value: on its line where that is a leaf, else on those below it."""
    if isinstance(value, Mapping):
        one_line = f"{key} {_flow(value)}"
        if indent and len(one_line) <= MAX_WIDTH and not _is_deep(value):
            yield one_line
        else:
            yield key
            yield from yaml_lines(value, indent + 2)
    elif isinstance(value, list | tuple):
        yield key
        for item in value:
            yield from _item(item, indent + 2)
    else:
        yield f"{key} {_scalar(value)}"


def _item(item: Any, indent: int) -> Iterator[str]:
    start = f"{' ' * indent}- "
    one_line = f"{start}{_flow(item)}"
    if not isinstance(item, Mapping) or (len(one_line) <= MAX_WIDTH and not _is_deep(item)):
        yield one_line
        return
    for number, line in enumerate(yaml_lines(item, indent + 2)):
        yield line if number else f"{start}{line.lstrip()}"


def _is_deep(value: Mapping[str, Any]) -> bool:
    """Whether a mapping holds more than leaves and lists of them."""
    return any(isinstance(part, Mapping) for part in value.values())


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A word as it is, anything else in quotes; the words of severities and names of facts need none."""
    if type(value) is int:
        return str(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _OTHERWISE_READ
    return text if is_plain else json.dumps(text, ensure_ascii=False)
