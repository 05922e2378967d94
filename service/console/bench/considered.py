"""What was considered for a fact, as a page lists it: places in which nothing was found stand together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec.structs import replace

from service.explanation.explanation import Considered, FactAccount, Verdict


def merged(fact: FactAccount) -> Iterator[Considered]:
    """The rows of a fact; those that say for one reason where it was looked for in vain are one row."""
    for key, group in groupby(fact.considered, key=_alike):
        rows = list(group)
        places = ", ".join(dict.fromkeys(each.reference for each in rows if each.reference))
        yield from (replace(rows[0], reference=places),) if key else rows


def _alike(each: Considered) -> tuple[str, str] | None:
    is_in_vain = each.verdict is Verdict.LOOKED_FOR
    return (each.why, each.date) if is_in_vain else None
