"""What became of each resource that was sent: read, set aside with the reason, or without meaning here.

Nothing that came is lost: these three, and what is no resource and is named
as a gap, are all that was sent.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from criteria.gaps import GapKind


class Aside(StrEnum):
    """Why a resource was set aside though nothing is wrong with the record."""

    SENT_TWICE = "sent-twice"
    OLDER_VERSION = "older-version"
    SEARCH_OUTCOME = "search-outcome"
    NOT_TO_BE_DONE = "not-to-be-done"


class SetAside(Struct, frozen=True, gc=False):
    """A resource that is not used, and why; a gap says the same where the record lacks something by it."""

    reference: str
    why: Aside | GapKind
