"""Gaps that were accepted, looked at again in a later run."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.codes.site_file import SiteFile
from mappings.unmapped.row import UnmappedKind
from service.population.gap_report import AcceptedState, GapFound, GapReport
from service.population.ledger import Decision, Entry, Ledger
from service.population.rechecked import rechecked

LINES = 'codes:\n  least-restrictive:\n    - {system: "https://ehr.example/flowsheet", code: "5014"}\n'
PASTED = SiteFile.model_validate(
    {
        "site": "clinic",
        "codes": {"least-restrictive": [{"system": "https://ehr.example/flowsheet", "code": "5014"}]},
    }
)
BARE = SiteFile(site="clinic")


def entry(decision: Decision = Decision.ACCEPTED) -> Entry:
    on = date(2026, 2, 1)
    return Entry(
        gap="g1",
        decision=decision,
        fact="least-restrictive",
        by="the integration team",
        on=on,
        why="x",
        lines=LINES,
    )


def report(*gaps: GapFound) -> GapReport:
    return GapReport("clinic", "2026-03-01", "export", 1, 1, 0, (), gaps, (), 0)


def gap(identity: str, kind: UnmappedKind, reason: str = "") -> GapFound:
    return GapFound(identity, kind, "5014", "", 1, 7, "", (), "least-restrictive", reason)


SAME = gap("g1", UnmappedKind.NEAR)
UNCLEAR = gap("g2", UnmappedKind.WRONG_FORM, "unclear-scale")


@pytest.mark.parametrize(
    ("found", "site", "state"),
    [
        pytest.param((SAME,), BARE, AcceptedState.NOT_PASTED, id="still a gap"),
        pytest.param((), PASTED, AcceptedState.STILL_RIGHT, id="in the file and no gap"),
        pytest.param((UNCLEAR,), PASTED, AcceptedState.LOOK_AGAIN, id="its answers do not count"),
        pytest.param((), BARE, AcceptedState.TAKEN_OUT, id="not in the file and no gap"),
    ],
)
def test_an_accepted_gap_is_told_by_what_became_of_it(
    found: tuple[GapFound, ...], site: SiteFile, state: AcceptedState
) -> None:
    [told] = rechecked(report(*found), Ledger(decisions=(entry(),)), site)
    assert told.state is state
    assert ("unclear-scale for 7 patients" in told.words) is (state is AcceptedState.LOOK_AGAIN)


def test_what_was_refused_after_it_was_accepted_is_not_looked_at() -> None:
    ledger = Ledger(decisions=(entry(), entry(Decision.REFUSED)))
    assert rechecked(report(), ledger, PASTED) == ()
