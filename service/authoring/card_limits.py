"""What every brief card keeps to: its length, its lines, the length of its words, and plain CommonMark."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_LENGTH, MAX_LINES, MAX_WORD, MAX_SUMMARY = 900, 20, 24, 139
_WORD = re.compile(r"\w+")
_ALLOWED = frozenset(
    (
        "inline",
        *(
            f"{block}_{end}"
            for block in ("paragraph", "bullet_list", "list_item")
            for end in ("open", "close")
        ),
    )
)
_ALLOWED_INLINE = frozenset(("text", "strong_open", "strong_close", "softbreak", "hardbreak"))


def breaches(summary: str, detail: str) -> list[str]:
    """Where a card is longer than a screen, or no plain Markdown; empty when it keeps to all of it."""
    return [*_of_length(summary, detail), *_of_markdown(MarkdownIt("commonmark").parse(detail))]


def _of_length(summary: str, detail: str) -> Iterator[str]:
    if not 0 < len(summary) <= MAX_SUMMARY:
        yield f"the summary has {len(summary)} characters"
    if len(detail) > MAX_LENGTH:
        yield f"the detail has {len(detail)} characters"
    if len(detail.splitlines()) > MAX_LINES:
        yield f"the detail has {len(detail.splitlines())} lines"
    for word in _WORD.findall(html.unescape(f"{summary} {detail}")):
        if len(word) > MAX_WORD:
            yield f"{word} is a long word"


def _of_markdown(tokens: list[Token]) -> Iterator[str]:
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type not in _ALLOWED:
            yield f"the detail holds {token.type}"
        depth += token.nesting if token.type.startswith("bullet_list") else 0
        if depth > 1:
            yield "the detail holds a list in a list"
        if token.type == "list_item_close" and before and before.type == "list_item_open":
            yield "the detail holds an empty item"
        for child in token.children or ():
            if child.type not in _ALLOWED_INLINE:
                yield f"the detail holds {child.type}: {child.content}"
            elif child.type == "text" and "**" in child.content:
                yield f"the detail holds asterisks: {child.content}"
