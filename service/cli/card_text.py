"""Cards of any CDS service, for a terminal: indicator, summary, the detail's Markdown, links, suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from service.errors import Malformed
from service.hooks.request import malformed

if TYPE_CHECKING:
    from rich.console import RenderableType

_COLORS = {"info": "cyan", "warning": "yellow", "critical": "red"}


class _Source(Struct):
    label: str


class _Link(Struct):
    label: str
    url: str
    type: str


class _Suggestion(Struct):
    label: str


class ShownCard(Struct):
    """What a reader is shown of a card (CDS Hooks 2.0, Card Attributes)."""

    summary: str
    indicator: str
    source: _Source
    detail: str = ""
    links: list[_Link] = []
    suggestions: list[_Suggestion] = []


class ShownAnswer(Struct):
    """The answer of a CDS service, as far as a reader is shown it."""

    cards: list[ShownCard]
    systemActions: list[Any] = []  # the name on the wire


def decoded_answer(body: bytes) -> ShownAnswer:
    """The answer in a body.

    Raises:
        Malformed: when it is no answer of a CDS service; the field is named.
    """
    try:
        return msgspec.json.decode(body, type=ShownAnswer)
    except msgspec.ValidationError as error:
        raise malformed(error, "") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("this is not JSON") from error


def answer_text(answer: ShownAnswer) -> RenderableType:
    """All cards of an answer, one below the other."""
    from rich.console import Group  # Rich, only where something is drawn

    if not answer.cards:
        return "no cards"
    return Group(*(part for card in answer.cards for part in _card(card)))


def _card(card: ShownCard) -> Iterator[RenderableType]:
    from rich.markdown import Markdown
    from rich.panel import Panel
    from rich.text import Text

    title = Text(f"{card.indicator}: {card.summary}", style=f"bold {_COLORS.get(card.indicator, '')}".strip())
    yield Panel(title, title_align="left")
    if card.detail:
        yield Markdown(card.detail)
    yield from _lists(card)
    yield Text(f"Source: {card.source.label}\n")


def _lists(card: ShownCard) -> Iterator[RenderableType]:
    yield from _listed("Offers", [each.label for each in card.suggestions])
    yield from _listed("Links", [f"{each.label} ({each.type}): {each.url}" for each in card.links])


def _listed(title: str, lines: Sequence[str]) -> Iterable[RenderableType]:
    from rich.text import Text

    return [Text(f"\n{title}"), *(Text(f"  {line}") for line in lines)] if lines else []
