"""An explanation: one review told in full, as data for a command, a page, a comparison.

Each determination is a tree of criteria; each criterion names the facts it reads itself, and each fact all
that was considered for it. What no fact of the review considered stands beside: set aside, not asked for, or
without meaning here. So every resource that came is told of.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from cds_cards.determination import GapResult


class CriterionState(StrEnum):
    """Where a criterion stands; the value is its class and icon on a page."""

    MET = "met"
    NOT_MET = "not"
    OPEN = "open"  # not on file
    ON_FILE = "half"  # on file, does not settle it
    UNREAD = "unread"
    DOES_NOT_APPLY = "na"


class FactState(StrEnum):
    """Whether a fact has a value; if not, whether because what it rests on was not read."""

    KNOWN = "known"
    OPEN = "open"
    UNREAD = "unread"


class Verdict(StrEnum):
    """What became of something for one fact.

    `looked-for` is a place that was read and holds nothing of it, `unread` one that was not read to its end.
    """

    USED = "used"
    SET_ASIDE = "set-aside"
    HINT = "hint"
    LOOKED_FOR = "looked-for"
    UNREAD = "unread"


class Considered(Struct, frozen=True, rename="camel"):
    """One thing that was considered for a fact, and why it counts or does not.

    `reference` is `Type/id`, or the key of a search; `date` an ISO date as the record gives it, `code`
    `system|code`. `by` is who gave an answer: as the name or, where names are hidden, what they are.
    """

    verdict: Verdict
    reference: str
    value: str = ""
    date: str = ""
    code: str = ""
    display: str = ""
    why: str = ""
    by: str = ""


class FactAccount(Struct, frozen=True, rename="camel"):
    """A fact: what is known of it, why no more, who can supply it, and all that was considered for it."""

    name: str
    title: str
    state: FactState
    value: str = ""
    reason: str = ""
    reason_code: str = ""
    supplied_by: str = ""
    considered: tuple[Considered, ...] = ()


class CriterionAccount(Struct, frozen=True, rename="camel"):
    """A criterion, its policy's words, where it stands, the facts it reads itself, and its parts.

    `path` is that of its finding, such as `A/B.1`. One that `excludes` is met where it is ruled out.
    """

    path: str
    id: str
    title: str
    text: str
    state: CriterionState
    reason: str = ""
    facts: tuple[FactAccount, ...] = ()
    parts: tuple[CriterionAccount, ...] = ()
    excludes: bool = False


class TallyAccount(Struct, frozen=True, rename="camel"):
    """How many of the criteria that apply are in each state; exclusions are not among them."""

    total: int
    met: int
    not_met: int
    still_open: int
    unread: int


class DeterminationAccount(Struct, frozen=True, rename="camel"):
    """What one rule set came to; `in_progress` is whether the service is received, which chose its phase.

    `outcome` is `met`, `not_met` or `unknown`; `population` stands before the criteria.
    """

    policy: str
    policy_title: str
    rule_set: str
    phase: str
    title: str
    outcome: str
    tally: TallyAccount
    in_progress: FactAccount
    population: CriterionAccount
    criteria: tuple[CriterionAccount, ...] = ()


class SetAsideAccount(Struct, frozen=True, rename="camel"):
    """A resource that was not read, or was read and is asked for by no criterion of this review; and why."""

    reference: str
    why: str
    code: str = ""


class Meaningless(Struct, frozen=True, rename="camel"):
    """What arrived and means nothing here, by type and code: how many, the last day, a few references."""

    resource_type: str
    system: str
    code: str
    display: str
    count: int
    last: str = ""
    examples: tuple[str, ...] = ()


class SearchAccount(Struct, frozen=True, rename="camel"):
    """One search: its query, how it went, how many entries it brought, how long it was waited for.

    `status` is `sent`, `null`, `left-out`, `read`, or `failed`.
    """

    key: str
    query: str
    status: str
    entries: int = 0
    ms: float = 0.0
    problem: str = ""


class CardView(Struct, frozen=True, rename="camel"):
    """A card as it is sent, and as plain text."""

    card: dict[str, Any]
    text: str = ""


class StageAccount(Struct, frozen=True, rename="camel"):
    """How long one stage took."""

    name: str
    ms: float


class Explanation(Struct, frozen=True, rename="camel"):
    """One review told in full. `site` and `policies` are by name, `on` is an ISO date.

    `unused` was read and is asked for by no criterion of this review. `silence` says why there is no
    determination, where there is none.
    """

    site: str
    on: str
    patient: str
    policies: tuple[str, ...]
    determinations: tuple[DeterminationAccount, ...] = ()
    cards: tuple[CardView, ...] = ()
    gaps: tuple[GapResult, ...] = ()
    set_aside: tuple[SetAsideAccount, ...] = ()
    unused: tuple[SetAsideAccount, ...] = ()
    meaningless: tuple[Meaningless, ...] = ()
    searches: tuple[SearchAccount, ...] = ()
    stages: tuple[StageAccount, ...] = ()
    silence: str = ""
