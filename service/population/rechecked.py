"""Looks at accepted gaps again: whether their lines stand in the site's file, and are still right."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from mappings.codes.site_file import SiteFile
from mappings.unmapped.addition import Addition
from mappings.unmapped.row import UnmappedKind
from service.population.gap_report import AcceptedState, GapReport, Rechecked
from service.population.ledger import Decision, Entry, Ledger

_NOT_RIGHT = (UnmappedKind.WRONG_FORM, UnmappedKind.TOO_OLD)


def rechecked(report: GapReport, ledger: Ledger, site: SiteFile) -> tuple[Rechecked, ...]:
    """Each gap that was last accepted, as it stands by a report and the site's file."""
    return tuple(_rechecked(each, report, site) for each in _accepted(ledger))


def _accepted(ledger: Ledger) -> Iterator[Entry]:
    for gap in dict.fromkeys(each.gap for each in ledger.decisions):
        last = ledger.of(gap)
        if last and last.decision is Decision.ACCEPTED:
            yield last


def _rechecked(entry: Entry, report: GapReport, site: SiteFile) -> Rechecked:
    state, words = _state(entry, report, site)
    return Rechecked(
        entry.gap, entry.what, entry.fact, entry.by, entry.on.isoformat(), entry.why, state, words
    )


def _state(entry: Entry, report: GapReport, site: SiteFile) -> tuple[AcceptedState, str]:
    if any(gap.id == entry.gap for gap in report.gaps):
        return AcceptedState.NOT_PASTED, "still a gap: its lines are not in the site's file"
    if not _stands_in(site, entry.lines):
        return AcceptedState.TAKEN_OUT, "its lines are not in the site's file, and it is no gap any more"
    wrong = [gap for gap in report.gaps if gap.fact == entry.fact and gap.kind in _NOT_RIGHT]
    if not wrong:
        return AcceptedState.STILL_RIGHT, "still right"
    told = ", ".join(f"{gap.reason} for {gap.patients} patients" for gap in wrong)
    return AcceptedState.LOOK_AGAIN, f"look again: answers of {entry.fact} do not count: {told}"


def _stands_in(site: SiteFile, lines: str) -> bool:
    """Whether the file says already all that some lines say."""
    if not lines:
        return False
    sections = yaml.load(lines, Loader=yaml.BaseLoader)  # noqa: S506  its scalars are all strings
    return Addition(sections).applied(site) == site
