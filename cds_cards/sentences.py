"""Texts as sentences, and as parts of them."""

from __future__ import annotations

from collections.abc import Sequence


def capitalized(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def uncapitalized(text: str) -> str:
    """A text that stands within a sentence; an acronym at its head stays one."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentences(texts: Sequence[str]) -> str:
    """Texts as sentences in a row, the first of which something stands before."""
    first, *others = texts
    return " ".join(text if text.endswith("?") else f"{text}." for text in (first, *map(capitalized, others)))
