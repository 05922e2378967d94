"""Spool files that a dead worker left behind."""

from __future__ import annotations

from pathlib import Path

ROOMY = 1024 * 1024
"""A limit that no test reaches unless it means to."""


def leave_behind(folder: Path, name: str, *lines: bytes) -> Path:
    """A file as a killed worker leaves it."""
    path = folder / f"{name}.jsonl"
    path.write_bytes(b"".join(lines))
    return path
