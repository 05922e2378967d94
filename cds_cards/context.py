"""What a card says besides its determination."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Literal, Protocol

from msgspec import Raw, Struct

from criteria.determination import Determination
from criteria.facts import Fact
from criteria.gaps import Gap
from criteria.reasons import ReasonCode

WorksheetDoor = Literal["", "smart", "absolute"]
"""How a reader of the card gets to the worksheet: as a SMART app, by a plain link, or not at all."""


class Resources(Protocol):
    """Makes the resources that suggestions write, where FHIR is known."""

    def task(self, questionnaire: str, identifier: tuple[str, str], description: str, on: date) -> Any:
        """A Task to fill in a form, by its canonical; the identifier is a system and a value."""

    def orders_with_reason(self, references: Sequence[str]) -> tuple[Raw, ...]:
        """Those of the draft orders that have no reason, each whole and with these."""


Asks = Callable[[Determination], Collection[str]]
"""The facts that the worksheet asks about a determination."""


def nothing(_: Determination) -> Collection[str]:
    """Asks nothing."""
    return ()


class CardContext(Struct, frozen=True):
    """What a card says besides its determination.

    `orders` are the draft orders it answers, each as a reference and a note,
    `phase` is the fact that told whether the service is in progress, `request_id`
    the id by which whoever runs the service finds the request in its logs,
    `worksheet` the way to the worksheet, `asks` what is asked there, and `resources`
    what makes those that the card suggests; without it there is no suggestion.
    """

    orders: tuple[tuple[str, str], ...]
    phase: Fact
    gaps: tuple[Gap, ...]
    request_id: str = ""
    worksheet: WorksheetDoor = ""
    asks: Asks = nothing
    resources: Resources | None = None

    @property
    def phase_failed_to_be_read(self) -> bool:
        """Whether nobody can tell the phase, and that for more than that a client does not send it."""
        return self.phase.is_unread and self.phase.code is not ReasonCode.NOT_SENT
