"""What a card says besides its determination."""

from __future__ import annotations

from msgspec import Struct

from criteria.facts import Fact
from criteria.gaps import Gap
from criteria.reasons import ReasonCode


class CardContext(Struct, frozen=True):
    """What a card says besides its determination.

    `orders` are the draft orders it answers, each as a reference and a note,
    `phase` is the fact that told whether the service is in progress, `request_id`
    the id by which whoever runs the service finds the request in its logs.
    """

    orders: tuple[tuple[str, str], ...]
    phase: Fact
    gaps: tuple[Gap, ...]
    request_id: str = ""

    @property
    def phase_failed_to_be_read(self) -> bool:
        """Whether nobody can tell the phase, and that for more than that a client does not send it."""
        return self.phase.is_unread and self.phase.code is not ReasonCode.NOT_SENT
