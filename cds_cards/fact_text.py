"""What cards call the facts of a policy."""

from __future__ import annotations

from typing import NamedTuple


class FactText(NamedTuple):
    """What a fact is called on a card, in full and in a few words, and who can supply it.

    A diagnosis is named where it is on file, and never asked for by its name; events
    are told by their days.
    """

    title: str
    supplied_by: str
    short: str = ""
    is_diagnosis: bool = False
    is_events: bool = False

    @property
    def name(self) -> str:
        """In a few words, where there are any."""
        return self.short or self.title


UNNAMED = FactText("", "")
