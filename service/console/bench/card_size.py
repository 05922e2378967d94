"""How much of an EHR's card pane a card fills: laid out by counting, as no page is drawn for it.

The pane is 400 pixels wide and 640 high, the type 15 pixels with lines of 22.5 pixels. A line of what is
left of the pane holds 42 characters of that type, 38 of bold ones or behind the bullet of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

SCREEN_PIXELS = 640
_LINE_PIXELS = 22.5
_GAP_PIXELS = 8
_FRAME_PIXELS = 50
"""Above and below the text: the edges of the card and of the pane."""
_BELOW = ("suggestions", "links")
"""What stands below the text, each on a line of its own."""
_COLUMN = 42
_SUMMARY_COLUMN = 38
_ITEM_COLUMN = 38
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_MARKS = re.compile(r"[*_`\\]|\]\([^)]*\)|\[")


def share_of_screen(card: Mapping[str, Any]) -> float:
    """The share of the pane that a card takes, such as 0.7; above 1 where it has to be scrolled."""
    source = card.get("source")
    label = str(source.get("label", "")) if isinstance(source, dict) else ""
    height = _FRAME_PIXELS + _lines(str(card.get("summary", "")), _SUMMARY_COLUMN) * _LINE_PIXELS
    height += sum(_blocks(str(card.get("detail", ""))))
    height += _GAP_PIXELS + _lines(label, _COLUMN) * _LINE_PIXELS if label else 0
    below = [str(each.get("label", "")) for name in _BELOW for each in card.get(name) or ()]
    height += sum(_GAP_PIXELS + _lines(each, _COLUMN) * _LINE_PIXELS for each in below)
    return round(height / SCREEN_PIXELS, 1)


def _blocks(markdown: str) -> Iterator[float]:
    """The height of each block: paragraphs and lists have a gap above them, the lines of each none."""
    is_begun = False
    for line in markdown.splitlines():
        if not line.strip():
            is_begun = False
            continue
        item = _ITEM.match(line)
        text = line[item.end() :] if item else line
        yield _lines(_MARKS.sub("", text), _ITEM_COLUMN if item else _COLUMN) * _LINE_PIXELS
        if not is_begun:
            yield _GAP_PIXELS
        is_begun = True


def _lines(text: str, column: int) -> int:
    return ceil(len(text) / column)
