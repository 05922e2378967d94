"""PNG files: their size, and texts that travel in them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def with_text(picture: bytes, keyword: str, text: str) -> bytes:
    """The picture with a text in it."""
    content = keyword.encode("latin-1") + b"\0" + text.encode("latin-1")
    *chunks, end = _chunks(picture)
    return _SIGNATURE + b"".join(_chunk(*each) for each in (*chunks, (b"tEXt", content), end))


def texts(picture: bytes) -> dict[str, str]:
    """The texts in a picture, by keyword."""
    found = [content.partition(b"\0") for kind, content in _chunks(picture) if kind == b"tEXt"]
    return {keyword.decode("latin-1"): text.decode("latin-1") for keyword, _, text in found}


def size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    header = next(content for kind, content in _chunks(picture) if kind == b"IHDR")
    width, height = struct.unpack(">II", header[:8])
    return width, height


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
