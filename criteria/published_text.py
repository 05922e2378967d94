"""A policy's published text, word for word, and where it says something.

The marks of its lists are told apart from its words: a bullet, `1.`, `(iv)`,
`e.`, `A.`, `§A(1)`. A quote may contain them as they stand there or leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Stretch = tuple[int, int]
"""A stretch of the text, from a place on and up to another."""

_FEW = 3
"""Words by which a reader finds a place in a text."""
_BULLETS = "•◦▪●○■□·"
_BULLET = re.compile(f"([{_BULLETS}])")
_ITEM = r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z](?:\.\d{1,2})*|[ivx]{1,5}|[IVX]{1,5})"
_MARK = re.compile(
    rf"[{_BULLETS}*\u2013\u2014-]|#{{1,6}}|{_ITEM}[.)]|§*[A-Z]?(?:\({_ITEM}\)){{1,4}}|\d{{1,2}}(?:\.\d{{1,2}})+"
)
_NUMBER = re.compile(r"\d+(?!.*\d)")
_BEFORE_ITEM = re.compile(r".*[.;:,*]|and|or|and/or")
"""A word after which an item of a list may begin, on its line or the next."""


class Word(NamedTuple):
    """A word with its place in the text and its line, and whether it is the mark of an item of a list."""

    text: str
    start: int
    line: int
    is_mark: bool

    @property
    def end(self) -> int:
        """The place after it."""
        return self.start + len(self.text)


class PublishedText:
    """The words of a text. Its line breaks mean nothing, but that a mark may stand where a line begins."""

    def __init__(self, raw: str) -> None:
        self.words = tuple(_words(raw))
        self.text = " ".join(word.text for word in self.words)

    def line_at(self, place: int) -> int:
        """The line of the source on which the word of a place stands."""
        return next(word.line for word in self.words if place < word.end)

    def says(self, piece: str) -> bool:
        """Whether these words stand in it, one after the other."""
        return " ".join(_split(piece)) in self.text or any(self.places(piece))

    def places(self, piece: str, after: int = 0) -> Iterator[Sequence[Stretch]]:
        """Where these words stand from a place on: each time the stretches that they are."""
        wanted = _split(piece)
        for i, word in enumerate(self.words):
            found = self._from(i, wanted) if word.start >= after else ()
            if wanted and len(found) == len(wanted):
                yield found

    def goes_on(self, piece: str) -> str:
        """Where it leaves words that it does not say, in words; empty where it says none of them."""
        wanted = _split(piece)
        found = max((self._from(i, wanted) for i in range(len(self.words))), key=len, default=())
        rest = self.text[found[-1][1] :].split() if len(found) >= _FEW else ()
        said = " ".join(wanted[: len(found)][-_FEW:])
        return f"; after {said!r} it goes on with {rest[0]!r}" if rest else ""

    def _from(self, i: int, wanted: Sequence[str]) -> Sequence[Stretch]:
        """The stretches of these words from the word of that index on, as many as stand there."""
        found: list[Stretch] = []
        for place, text in enumerate(wanted):
            ends = (place == 0, place == len(wanted) - 1)
            while found and self._offset(i, text, *ends) < 0 and self._is_mark(i):
                i += 1
            offset = self._offset(i, text, *ends)
            if offset < 0:
                break
            start = self.words[i].start + offset
            found.append((start, start + len(text)))
            i += 1
        return found

    def _is_mark(self, i: int) -> bool:
        return i < len(self.words) and self.words[i].is_mark

    def _offset(self, i: int, text: str, is_first: bool, is_last: bool) -> int:
        """Where in a word that of a quote begins, as quotes end within words too; -1 where it does not."""
        word = self.words[i].text if i < len(self.words) else ""
        if is_first and is_last:
            return word.find(text)
        if is_first:
            return len(word) - len(text) if word.endswith(text) else -1
        if is_last:
            return 0 if word.startswith(text) else -1
        return 0 if word == text else -1


def _split(text: str) -> list[str]:
    """The words of a text; a bullet is one, though nothing may part it from the next."""
    return _BULLET.sub(r" \1 ", text).split()


def _words(raw: str) -> Iterator[Word]:
    """The words of a text in their order.

    A number at the beginning of a line is a mark only where an item may begin:
    a sentence may be broken before its number.
    """
    at, before, line_before = 0, "", list[str]()
    for number, line in enumerate(raw.splitlines(), 1):
        texts, leading = _split(line), True
        for text in texts:
            begins = leading and _may_begin(text, line_before)
            is_mark = text in _BULLETS or bool(
                (begins or _BEFORE_ITEM.fullmatch(before)) and _MARK.fullmatch(text)
            )
            yield Word(text, at, number, is_mark)
            leading = leading and is_mark
            at, before = at + len(text) + 1, "and" if is_mark else text
        line_before = texts


def _may_begin(text: str, line_before: Sequence[str]) -> bool:
    """Whether a mark may begin a line: after a sentence's end, or as the number after the line before's."""
    if not line_before or not _NUMBER.search(text) or _BEFORE_ITEM.fullmatch(line_before[-1]):
        return True
    return text == _NUMBER.sub(lambda match: str(int(match[0]) + 1), line_before[0])
