"""What the page of gaps shows: the latest report of a site, by kind, with what was decided of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from mappings.unmapped.row import UnmappedKind
from service.population.gap_report import KINDS, CriterionEffect, GapFound, GapReport
from service.population.ledger import Entry, Ledger

MAX_SHOWN = 50
_MARKS = {
    UnmappedKind.NO_CODE: ("na", "hint"),
    UnmappedKind.NEAR: ("info", "two"),
    UnmappedKind.UNKNOWN_CODE: ("na", "na"),
    UnmappedKind.WRONG_FORM: ("half", "half"),
    UnmappedKind.TOO_OLD: ("half", "half"),
    UnmappedKind.NEVER_SENT: ("unread", "unread"),
    UnmappedKind.NOT_IN_RECORD: ("open", "open"),
}


class KindChoice(Struct, frozen=True):
    """A kind of gap to show or not, with how many there are."""

    kind: str
    words: str
    count: int
    is_shown: bool


class GapRow(Struct, frozen=True):
    """A gap as the page shows it: its mark and icon, and the kind in words."""

    gap: GapFound
    mark: str
    icon: str
    kind: str


class Share(Struct, frozen=True):
    """How many in a hundred a criterion is settled for, now and with all that is proposed."""

    effect: CriterionEffect
    now: int
    then: int


class GapsShown(Struct, frozen=True):
    """The page: `further` are the gaps of the chosen kinds that are not listed."""

    report: GapReport
    kinds: tuple[KindChoice, ...]
    rows: tuple[GapRow, ...]
    further: int
    shares: tuple[Share, ...]
    danger: tuple[GapFound, ...]
    decisions: tuple[Entry, ...]
    may_decide: bool


def gaps_shown(report: GapReport, ledger: Ledger, chosen: Collection[str], may_decide: bool) -> GapsShown:
    """The page of a report; of no kind chosen all are shown."""
    counted = Counter(gap.kind for gap in report.gaps)
    kinds = tuple(
        KindChoice(kind.value, words, counted[kind], not chosen or kind.value in chosen)
        for kind, words in KINDS.items()
        if counted[kind]
    )
    shown = [gap for gap in report.open_gaps if not chosen or gap.kind.value in chosen]
    rows = tuple(GapRow(gap, *_MARKS[gap.kind], KINDS[gap.kind]) for gap in shown[:MAX_SHOWN])
    shares = tuple(_share(each) for each in report.settled if each.applies)
    danger = tuple(gap for gap in report.open_gaps if gap.to_not_met)
    decisions = tuple(reversed(ledger.decisions))
    return GapsShown(report, kinds, rows, len(shown) - len(rows), shares, danger, decisions, may_decide)


def may_write(ledger: Path | None) -> bool:
    """Whether this process may keep decisions beside the site's file."""
    return ledger is not None and os.access(ledger if ledger.exists() else ledger.parent, os.W_OK)


def _share(effect: CriterionEffect) -> Share:
    now, then = (round(100 * each / effect.applies) for each in (effect.settled, effect.would_settle))
    return Share(effect, now, then)
