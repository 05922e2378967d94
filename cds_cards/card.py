"""The wire models of CDS Hooks 2.0 responses.

Only elements that the specification names; what is ours travels under
`extension`. Nothing is null and nothing is empty: an element without a value
is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

DETERMINATION = "com.criteria-cards.determination"
MAX_SUMMARY_LENGTH = 139
"""CDS Hooks asks for fewer than 140 characters."""


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Coding(_Wire):
    """A CDS Hooks Coding."""

    code: str
    system: str
    display: str


class Source(_Wire):
    """Who stands behind the card: the payer's policy."""

    label: str
    url: str
    topic: Coding


class Link(_Wire):
    """A link on a card."""

    label: str
    url: str
    type: Literal["absolute", "smart"]


class Card(_Wire):
    """A CDS Hooks card; the summary is one sentence of fewer than 140 characters."""

    uuid: str
    summary: str = Field(min_length=1, max_length=MAX_SUMMARY_LENGTH)
    detail: str
    indicator: Literal["info", "warning", "critical"]
    source: Source
    overrideReasons: tuple[Coding, ...]  # the name on the wire
    links: tuple[Link, ...]
    extension: dict[str, Any] | None = None

    @property
    def determination(self) -> Any:
        """The machine-readable result, when the card has one."""
        return (self.extension or {}).get(DETERMINATION)

    def as_json(self) -> dict[str, Any]:
        """The card as it is sent; its extension holds msgspec structs."""
        fields = dict(self.__dict__)
        fields["source"] = {**self.source.__dict__, "topic": self.source.topic.__dict__}
        fields["overrideReasons"] = [reason.__dict__ for reason in self.overrideReasons]
        fields["links"] = [link.__dict__ for link in self.links]
        if self.extension is None:
            del fields["extension"]
        return fields


def encoded(cards: Iterable[Card]) -> bytes:
    """A response with these cards."""
    return msgspec.json.encode({"cards": [card.as_json() for card in cards]})
