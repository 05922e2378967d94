"""A card's Markdown as HTML, as an EHR would show it: nothing in it is taken for HTML, script or picture."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup


def detail_html(markdown: str) -> Markup:
    """The detail of a card as HTML, in which only what CommonMark itself writes is markup."""
    return Markup(_renderer().render(markdown))  # noqa: S704  # with `html` off it escapes all it is given


@cache
def _renderer() -> MarkdownIt:
    """CommonMark (CDS Hooks 2.0.1 asks for GitHub Flavored Markdown, whose tables cards have a right to)."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
