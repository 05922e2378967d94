"""A card as an EHR shows it, for a page of the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from service.console.bench.card_size import share_of_screen
from service.web.console.card_html import detail_html


class CardShown(Struct, frozen=True):
    """A card as an EHR shows it; `share` is how much of its pane the card fills.

    Suggestions and links are of CDS Hooks, as they came.
    """

    uuid: str
    summary: str
    indicator: str
    detail: Markup
    share: float
    source: Mapping[str, Any]
    suggestions: Sequence[Mapping[str, Any]]
    links: Sequence[Mapping[str, Any]]
    reasons: Sequence[Mapping[str, Any]]


def card_shown(card: Mapping[str, Any]) -> CardShown:
    """A card of an answer."""
    return CardShown(
        str(card.get("uuid", "")),
        str(card.get("summary", "")),
        str(card.get("indicator", "")),
        detail_html(str(card.get("detail", ""))),
        share_of_screen(card),
        card.get("source") or {},
        card.get("suggestions") or (),
        card.get("links") or (),
        card.get("overrideReasons") or (),
    )
