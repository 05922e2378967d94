"""The known name that is nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion to end an error message with, or nothing."""
    close = nearest_name(name, known)
    return f"; the nearest name is {close!r}" if close else ""


def nearest_name(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or nothing."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")
