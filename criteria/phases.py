"""The phases of utilization management: three that every policy may use, and those that one declares."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from criteria.strict_model import Strict, Text, written_as

_NO_PHASE = "exclu"


def _is_a_phase(name: str) -> str:
    if name.startswith(_NO_PHASE):
        raise ValueError("an exclusion is no phase: state it as a criterion with 'excludes: true'")
    return name


PhaseId = Annotated[
    Text, written_as("[a-z]+(-[a-z]+)*", "small letters and hyphens"), AfterValidator(_is_a_phase)
]


class Phase(Strict):
    """A phase that rule sets decide.

    It is read before a service begins or while it is in progress. Its criteria are
    met together as an admission's are; or they are triggers, as a discharge's are, of which
    a documented one is what warns.
    """

    id: PhaseId
    title: Text
    """How forms and the worksheet call it: "continued stay"."""
    read: Literal["before-service", "in-progress"]
    triggers: bool = False

    @property
    def is_in_progress(self) -> bool:
        """Whether it is read of a service that is in progress."""
        return self.read == "in-progress"

    @property
    def reviews_stay(self) -> bool:
        """Whether it decides if a service in progress goes on."""
        return self.is_in_progress and not self.triggers


ADMISSION = Phase(id="admission", title="admission", read="before-service")
CONTINUED_STAY = Phase(id="continued-stay", title="continued stay", read="in-progress")
DISCHARGE = Phase(id="discharge", title="discharge", read="in-progress", triggers=True)
KNOWN_PHASES = (ADMISSION, CONTINUED_STAY, DISCHARGE)
