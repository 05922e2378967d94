"""On which day who answered, and where most of some answers come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from criteria.facts import Author, Evidence


class Attestation(NamedTuple):
    """On which day who answered; the day is as the record gives it."""

    day: str
    by: Author


def usual_attestation(evidence: Iterable[Evidence]) -> Attestation | None:
    """The day and the person of most answers; of several the first."""
    counted: dict[tuple[str, Author], int] = {}
    for each in evidence:
        if each.by:
            given = each.date, each.by
            counted[given] = counted.get(given, 0) + 1
    return Attestation(*max(counted, key=counted.__getitem__)) if counted else None
