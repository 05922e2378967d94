"""The wire models of CDS Hooks 2.0 responses.

Only elements that the specification names; what is ours travels under
`extension`. Nothing is null and nothing is empty: an element without a value
is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from cds_cards.determination import DeterminationResult

DETERMINATION = "com.criteria-cards.determination"
SUGGESTION = "com.criteria-cards.suggestion"
"""The extension of a suggestion that says of which kind it is."""
MAX_SUMMARY_LENGTH = 139
"""CDS Hooks asks for fewer than 140 characters."""

Indicator = Literal["info", "warning", "critical"]


class Coding(Struct, frozen=True):
    """A CDS Hooks Coding."""

    code: str
    system: str
    display: str


class Source(Struct, frozen=True):
    """Who stands behind the card: the payer's policy."""

    label: str
    url: str
    topic: Coding


class Link(Struct, frozen=True, omit_defaults=True):
    """A link on a card; `appContext`, of a SMART app alone, is what the app is told beside the launch."""

    label: str
    url: str
    type: Literal["absolute", "smart"]
    appContext: str = ""  # the name on the wire


class Action(Struct, frozen=True):
    """What a suggestion does to one resource; an update holds the whole resource."""

    type: Literal["create", "update"]
    description: str
    resource: Raw | dict[str, Any]


SuggestionKind = Literal["complete-questionnaire", "reason-reference"]


class Suggestion(Struct, frozen=True):
    """What a clinician may accept; all of its actions apply. Its uuid comes back in feedback."""

    label: str
    uuid: str
    actions: tuple[Action, ...]
    extension: dict[str, SuggestionKind]

    @property
    def kind(self) -> SuggestionKind:
        """What it is for, as records and reports call it."""
        return self.extension[SUGGESTION]


class Card(Struct, frozen=True, omit_defaults=True):
    """A CDS Hooks card; the summary is one sentence of fewer than 140 characters.

    Raises:
        ValueError: when it is made with a summary that is empty or longer.
    """

    uuid: str
    summary: Annotated[str, Meta(min_length=1, max_length=MAX_SUMMARY_LENGTH)]
    detail: str
    indicator: Indicator
    source: Source
    overrideReasons: tuple[Coding, ...]  # the name on the wire
    links: tuple[Link, ...]
    extension: dict[str, DeterminationResult] = {}
    suggestions: tuple[Suggestion, ...] = ()
    selectionBehavior: Literal["", "any"] = ""  # the name on the wire; CDS Hooks asks for it with suggestions

    def __post_init__(self) -> None:
        if not 1 <= len(self.summary) <= MAX_SUMMARY_LENGTH:
            raise ValueError(f"a summary has 1 to {MAX_SUMMARY_LENGTH} characters, not {len(self.summary)}")

    @property
    def determination(self) -> DeterminationResult | None:
        """The machine-readable result, when the card has one."""
        return self.extension.get(DETERMINATION)


class Answer(Struct, frozen=True):
    """A CDS Hooks response."""

    cards: tuple[Card, ...]


def encoded(cards: Iterable[Card]) -> bytes:
    """A response with these cards."""
    return msgspec.json.encode(Answer(tuple(cards)))
