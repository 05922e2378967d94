"""Rows as a table for a terminal: columns named by their keys, text to the left and numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_MAX_WIDTH = 60

Row = dict[str, Any]


def table(rows: Sequence[Row]) -> str:
    """The rows, which have the same keys, below a line of these."""
    if not rows:
        return "  none"
    lines = [[name.replace("_", " ") for name in rows[0]]]
    lines += [[_cell(name, value) for name, value in row.items()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    is_text = [isinstance(value, str) for value in rows[0].values()]
    return "\n".join(_aligned(line, widths, is_text) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int], is_text: Sequence[bool]) -> str:
    cells = [
        cell.ljust(width) if text else cell.rjust(width)
        for cell, width, text in zip(line, widths, is_text, strict=True)
    ]
    return f"  {'  '.join(cells)}".rstrip()


def _cell(name: str, value: Any) -> str:
    if name.endswith("_rate"):
        return f"{value:.1%}"
    if isinstance(value, str):  # possibly a client's, and printed on a terminal
        return "".join(c if c.isprintable() else "\ufffd" for c in value[:_MAX_WIDTH])
    return f"{value:.1f}" if isinstance(value, float) else str(value)
