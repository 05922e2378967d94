"""Text from an EHR as inert Markdown that breaks its lines in a narrow frame, or as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable

Inert = Callable[..., str]
"""Makes a stretch of the record fit to be shown, at most so many characters of it."""
_SPECIAL = re.compile(r"[\\`*_\[\]~|&<>]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
MAX_QUOTED_LENGTH = 160
MAX_WORD_LENGTH = 24
_LONG_WORD = re.compile(rf"[^\s-]{{{MAX_WORD_LENGTH + 1},}}")
_PLAIN_WORD = r"\(?[^\W_]{1,17}(?:\.[^\W_]{1,4})?[),.;:]?"
_PLAIN = re.compile(rf"{_PLAIN_WORD}(?:[ -]{_PLAIN_WORD})*")
"""Most of what is sent: words, numbers and codes that are neither long nor anything in Markdown."""
ELLIPSIS = "…"


def escaped(text: object, length: int = MAX_QUOTED_LENGTH) -> str:
    """A stretch of the record as inert text on one line, at most so many characters before the escapes.

    Some clients let raw HTML in Markdown through.
    """
    line = cut(" ".join(str(text).split()), length)
    if not line.isprintable():
        line = "".join(c for c in line if c.isprintable())
    return _SPECIAL.sub(_inert, line)


def broken(text: object, length: int = MAX_QUOTED_LENGTH) -> str:
    """The same, with words of more than 24 letters cut short."""
    text = str(text)
    if len(text) <= length and _PLAIN.fullmatch(text):
        return text
    return escaped(_LONG_WORD.sub(_shortened, text), length)


def plain(text: object, length: int = MAX_QUOTED_LENGTH) -> str:
    """A stretch of the record on one line, for a page whose templates make it inert."""
    return "".join(c for c in cut(" ".join(str(text).split()), length) if c.isprintable())


def cut(text: str, length: int) -> str:
    """A text of at most so many characters; one that is cut ends in an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + ELLIPSIS


def _inert(special: re.Match[str]) -> str:
    return _HTML.get(special[0]) or f"\\{special[0]}"


def _shortened(word: re.Match[str]) -> str:
    return word[0][: MAX_WORD_LENGTH - 1] + ELLIPSIS
