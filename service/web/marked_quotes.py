"""The source's words of a criterion, with the stretches marked that its sub-items quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from criteria.quotes import ELISION, normalised, pieces

_BEFORE_ITEM = re.compile(r"(?<=[:;,])( and| or|) (?=- )")


class Stretch(NamedTuple):
    """A stretch of a quote, and the id of the sub-item whose words it is, if it is one's."""

    text: str
    quoted_by: str = ""


class MarkedQuote(NamedTuple):
    """A quote in stretches, and the ids of the sub-items whose words are whole among them."""

    stretches: tuple[Stretch, ...]
    holds: frozenset[str]


def marked(quote: str, parts: Iterable[tuple[str, str]]) -> MarkedQuote:
    """A criterion's quote, with what its parts quote of it, each an id and a text.

    Of two that overlap, the first is marked.
    """
    text = normalised(quote)
    taken: list[tuple[int, int, str]] = []
    held = []
    for id_, words in parts:
        found = [_place(text, piece, id_) for piece in pieces(words)]
        whole = [each for each in found if each]
        if len(whole) == len(found) and not any(_overlap(each, other) for each in whole for other in taken):
            taken += whole
            held.append(id_)
    return MarkedQuote(tuple(_stretches(text, sorted(taken))), frozenset(held))


def _place(text: str, piece: str, id_: str) -> tuple[int, int, str] | None:
    at = text.find(piece)
    return (at, at + len(piece), id_) if piece and at >= 0 else None


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _stretches(text: str, taken: Sequence[tuple[int, int, str]]) -> Iterator[Stretch]:
    at = 0
    for begin, end, id_ in taken:
        if at < begin:
            yield Stretch(_shown(text[at:begin]))
        yield Stretch(_shown(text[begin:end]), id_)
        at = end
    if at < len(text):
        yield Stretch(_shown(text[at:]))


def _shown(text: str) -> str:
    """Words as a page shows them: each item of a list on a line of its own, as in the source."""
    return _BEFORE_ITEM.sub(r"\1\n", text.replace(ELISION, "[…]"))
