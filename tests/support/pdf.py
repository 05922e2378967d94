"""Reads the text of a PDF of ours, to see what it says and on how many pages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/F(\d+) \d+ 0 R")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def texts(pdf: bytes) -> list[str]:
    """The text of each page, a line for each stretch that is set."""
    streams = [_inflated(each) for each in _STREAM.findall(pdf)]
    maps = [_characters(each) for each in streams if b"beginbfchar" in each]
    numbers = sorted({int(each) for each in _FONT.findall(pdf)})
    fonts = dict(zip(numbers, maps, strict=True))
    return ["\n".join(_lines(each, fonts)) for each in streams if b" Tj" in each]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _characters(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>", cmap.partition(b"beginbfchar")[2])
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _lines(content: bytes, fonts: dict[int, dict[int, str]]) -> Iterator[str]:
    font: dict[int, str] = {}
    for number, shown in _SHOWN.findall(content):
        if number:
            font = fonts[int(number)]
        else:
            codes = _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), shown)
            glyphs = [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
            yield "".join(font[glyph] for glyph in glyphs)
