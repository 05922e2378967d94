"""The gap report: what a site's data holds that feeds no criterion, ranked by whom it would settle.

It holds counts, codes, words that several patients share, and references to resources; nothing else of a
patient. `criteria-cards gaps --json` prints it, the console shows it, the next run compares with it.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from mappings.unmapped.profile import Profile
from mappings.unmapped.row import UnmappedKey, UnmappedKind
from service.population.ledger import Decision

_ID_LENGTH = 8
KINDS = {
    UnmappedKind.NO_CODE: "text only, no code",
    UnmappedKind.NEAR: "near one of ours",
    UnmappedKind.UNKNOWN_CODE: "a code that nothing of ours is like",
    UnmappedKind.WRONG_FORM: "right code, wrong unit, status, scale, age or person",
    UnmappedKind.TOO_OLD: "right code, too old",
    UnmappedKind.NEVER_SENT: "never sent, or not read",
    UnmappedKind.NOT_IN_RECORD: "nothing in the record: only a form can help",
}
"""The kinds of gap, in words."""


class AcceptedState(StrEnum):
    """What became of a gap that was accepted."""

    NOT_PASTED = "not-pasted"
    STILL_RIGHT = "still-right"
    LOOK_AGAIN = "look-again"
    """Its lines stand in the site's file, and some answers of its fact do not count."""
    TAKEN_OUT = "taken-out"
    """Its lines do not stand in the site's file, and there is no such gap any more."""


class CriterionEffect(Struct, frozen=True, rename="camel"):
    """A criterion or a part of one: to how many patients it applies, and for how many it is settled.

    `would_apply` is to how many it applies by the changed file, and `would_settle` for how many of these it
    is settled; `undone` counts those for whom it no longer is.
    """

    policy: str
    rule_set: str
    criterion: str
    title: str
    applies: int
    settled: int
    would_settle: int
    to_not_met: int = 0
    undone: int = 0
    would_apply: int = 0


class ProposedLines(Struct, frozen=True, rename="camel"):
    """A proposal: the fact, the lines to paste, why, what to check, and what it would change.

    `patients` have an open criterion that it would settle, `criteria` counts each such criterion of each of
    them, and `answers` the patients of whom it answers something that an open criterion lacks.
    """

    fact: str
    score: int
    why: str
    lines: str
    caution: tuple[str, ...] = ()
    patients: int = 0
    to_not_met: int = 0
    not_met_examples: tuple[str, ...] = ()
    effects: tuple[CriterionEffect, ...] = ()
    criteria: int = 0
    answers: int = 0


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

    `criteria` counts each such criterion of each patient, and ranks. Of a fact of ours that is not answered,
    `patients` are those of whom an open criterion lacks it, and `rests` counts these criteria.
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
    criteria: int = 0
    answers: int = 0
    rests: int = 0


class Rechecked(Struct, frozen=True, rename="camel"):
    """A gap that was accepted, looked at again: `state` tells what became of it, `words` say it."""

    gap: str
    what: str
    fact: str
    by: str
    on: str
    why: str
    state: AcceptedState
    words: str


class GapReport(Struct, frozen=True, rename="camel"):
    """The report of one run; `gone` are the gaps of the run before that are none any more.

    `reviewed` are the patients that a policy applies to or something is found of; `failed` counts by policy
    those it could not be evaluated for. `of_nobody` counts resources by type that no patient's refer to.
    `untold` counts the texts and names that stand with one patient alone and are not told.
    """

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
    reviewed: int = 0
    failed: dict[str, int] = {}  # msgspec makes a new one for each
    of_nobody: dict[str, int] = {}
    untold: int = 0
    accepted: tuple[Rechecked, ...] = ()

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
    """What a gap is about: a code, the item of a form, a text, a fact of ours, or a type of resource."""
    key = profile.key
    named = f"{key.system}|{key.code}" if key.code else repr(key.text) if key.text else ""
    stands = f"{key.resource_type} {named}".strip()
    return f"{key.fact}, {stands}" if key.fact and stands else key.fact or stands
