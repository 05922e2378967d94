"""The gap report: what a site's data holds that feeds no criterion, ranked by whom it would settle.

It holds counts, codes, words that several patients share, and references to resources; nothing else of a
patient. `criteria-cards gaps --json` prints it, the console shows it, the next run compares with it.
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from mappings.unmapped.profile import Profile
from mappings.unmapped.row import UnmappedKey, UnmappedKind
from service.population.ledger import Decision

_ID_LENGTH = 8


class CriterionEffect(Struct, frozen=True, rename="camel"):
    """A criterion or a part of one: to how many patients it applies, and for how many it is settled."""

    policy: str
    rule_set: str
    criterion: str
    title: str
    applies: int
    settled: int
    would_settle: int
    to_not_met: int = 0
    undone: int = 0


class ProposedLines(Struct, frozen=True, rename="camel"):
    """A proposal: the fact, the lines to paste, why, what to check, and what it would change."""

    fact: str
    score: int
    why: str
    lines: str
    caution: tuple[str, ...] = ()
    patients: int = 0
    to_not_met: int = 0
    not_met_examples: tuple[str, ...] = ()
    effects: tuple[CriterionEffect, ...] = ()


class DecisionTold(Struct, frozen=True, rename="camel"):
    """What was decided of a gap, and whether that still stands: an accepted one that is still a gap is not
    in the site's file yet.
    """

    decision: Decision
    by: str
    on: str
    why: str
    until: str = ""


class GapFound(Struct, frozen=True, rename="camel"):
    """One gap. `patients` hold it; `would_settle` of them have an open criterion that it would settle.

    Of a fact of ours that is not answered, `patients` are those of whom an open criterion lacks it.
    """

    id: str
    kind: UnmappedKind
    what: str
    display: str
    rows: int
    patients: int
    last: str
    examples: tuple[str, ...]
    fact: str = ""
    reason: str = ""
    would_settle: int = 0
    to_not_met: int = 0
    proposals: tuple[ProposedLines, ...] = ()
    decision: DecisionTold | None = None
    is_quiet: bool = False
    is_new: bool = False


class GapReport(Struct, frozen=True, rename="camel"):
    """The report of one run; `gone` are the gaps of the run before that are none any more."""

    site: str
    on: str
    source: str
    resources: int
    patients: int
    unreadable: int
    problems: tuple[str, ...]
    gaps: tuple[GapFound, ...]
    settled: tuple[CriterionEffect, ...]
    to_not_met: int
    compared_with: str = ""
    gone: tuple[str, ...] = ()

    @property
    def open_gaps(self) -> tuple[GapFound, ...]:
        """Those that ask for a decision, or for the accepted line to be pasted."""
        return tuple(gap for gap in self.gaps if not gap.is_quiet)

    @property
    def new(self) -> tuple[GapFound, ...]:
        """Those that were none in the run before."""
        return tuple(gap for gap in self.open_gaps if gap.is_new)


def gap_id(key: UnmappedKey) -> str:
    """The id of a gap: the same in every run, whatever is proposed for it."""
    near = UnmappedKind.UNKNOWN_CODE if key.kind is UnmappedKind.NEAR else key.kind
    parts = (near, key.resource_type, key.system, key.code, key.text, key.fact, key.reason)
    return sha256("\n".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def what(profile: Profile) -> str:
    """What a gap is about: a code, the item of a form, a text, or a fact of ours."""
    key = profile.key
    if key.code:
        return f"{key.resource_type} {key.system}|{key.code}"
    return f"{key.resource_type} {key.text!r}" if key.text else key.fact
