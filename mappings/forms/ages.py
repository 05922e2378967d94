"""Ages that a condition is about: which of them two conditions share, and which they take in together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from criteria.spans import Span
from mappings.readers.form_item import Ages

_BORN = date(2000, 1, 1)
"""Any day; spans of days, months and years are put in order by where they end from it."""


def ends_on(span: Span) -> date:
    """Where a span ends from one fixed day, so that spans of different units can be put in order."""
    return span.after(_BORN)


def shared(some: Iterable[Ages], others: Iterable[Ages]) -> tuple[Ages, ...]:
    """The ages that are among both; none where they have none in common."""
    others = tuple(others)
    return tuple(both for one in some for other in others if (both := _both(one, other)))


def together(ages: Iterable[Ages]) -> tuple[Ages, ...]:
    """The ages that are among any of these, youngest first, with no two that touch."""
    return tuple(_merged(sorted(set(ages), key=_begin)))


def _both(one: Ages, other: Ages) -> Ages | None:
    begins = max((each for each in (one.from_, other.from_) if each), key=ends_on, default=None)
    ends = min((each for each in (one.below, other.below) if each), key=ends_on, default=None)
    if begins and ends and ends_on(begins) >= ends_on(ends):
        return None
    return Ages(begins, ends)


def _merged(ages: list[Ages]) -> Iterator[Ages]:
    if not ages:
        return
    current = ages[0]
    for each in ages[1:]:
        if current.below and each.from_ and ends_on(current.below) < ends_on(each.from_):
            yield current
            current = each
        else:
            current = Ages(current.from_, _later(current.below, each.below))
    yield current


def _later(one: Span | None, other: Span | None) -> Span | None:
    return max(one, other, key=ends_on) if one and other else None


def _begin(ages: Ages) -> date:
    return ends_on(ages.from_) if ages.from_ else date.min
