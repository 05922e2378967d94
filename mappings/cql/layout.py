"""CQL as text: quoted names, lists of arguments, and conditions joined over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent, wrap

_MAX_WIDTH = 100
"""Characters of a condition that stays on one line."""
_STEP = "  "


def quoted(name: str) -> str:
    """A name as an identifier, whatever stands in it."""
    return '"' + _escaped(name, '"') + '"'


def literal(text: str) -> str:
    """A text as a String."""
    return "'" + _escaped(text, "'") + "'"


def joined(word: str, parts: Sequence[str]) -> str:
    """Conditions between which a word stands, on one line where they fit."""
    line = f" {word} ".join(parts)
    return line if _fits(line) else f"\n{word} ".join(parts)


def parenthesized(condition: str) -> str:
    """A condition as one term of another."""
    return f"({condition})" if _fits(condition) else f"(\n{inset(condition)}\n)"


def one_term(word: str, comparisons: Sequence[str]) -> str:
    """Comparisons joined into what may stand anywhere in a condition."""
    whole = joined(word, comparisons)
    return parenthesized(whole) if len(comparisons) > 1 else whole


def called(function: str, *arguments: str) -> str:
    """What a function of the library comes to."""
    line = f"{quoted(function)}({', '.join(arguments)})"
    if _fits(line):
        return line
    return f"{quoted(function)}(\n" + ",\n".join(map(inset, arguments)) + "\n)"


def truth(value: bool) -> str:
    """A Boolean that is known."""
    return "true" if value else "false"


def listed(items: Sequence[str]) -> str:
    """A list."""
    line = "{ " + ", ".join(items) + " }"
    if _fits(line):
        return line
    return "{\n" + ",\n".join(map(inset, items)) + "\n}"


def inset(text: str) -> str:
    """A text that stands within another."""
    return indent(text, _STEP)


def comment(lines: Sequence[str]) -> str:
    """Texts as one comment, each wrapped."""
    wrapped = [line for text in lines for line in wrap(_uncommented(text), _MAX_WIDTH)]
    return "/*\n" + inset("\n".join(wrapped)) + "\n*/"


def _fits(text: str) -> bool:
    return "\n" not in text and len(text) <= _MAX_WIDTH


def _escaped(text: str, mark: str) -> str:
    return text.replace("\\", "\\\\").replace(mark, f"\\{mark}")


def _uncommented(text: str) -> str:
    """A text that cannot end the comment it stands in."""
    return text.replace("*/", "* /")
