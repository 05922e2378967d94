"""What all sections of a brief card tell from, and how briefly they do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from cds_cards.attestation import Attestation
from cds_cards.context import CardContext
from cds_cards.evidence_text import EvidenceText
from cds_cards.needs import OpenItem
from cds_cards.prepared import PreparedRuleSet
from cds_cards.prepared_facts import Said
from cds_cards.states import NONE, Tally
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.findings import Finding

MAX_BULLETS = 4
"""More open items than that are grouped by who acts."""


class Brevity(IntEnum):
    """How briefly a card tells: each step leaves out more, until it fits."""

    LINES = 0
    """A line for each criterion, with everything it rests on."""
    TITLES = 1
    """A line for each criterion, with its title and the values that say more."""
    COMPACT = 2
    """What is met in one paragraph."""
    WITHOUT_HINTS = 3
    """Nothing that stands beside an open item and settles nothing."""
    GROUPED = 4
    """What is needed by who acts, the met criteria by their letters."""
    FEW = 5
    """Of every list the first few, and how many more there are."""


class MetCriterion(NamedTuple):
    """A criterion that is met, and what it rests on: what was attested, and what the record tells by itself.

    `some` is how many of its parts are met where not all are, `values` what of
    all this says more than that it is met, `others` who said what is not by the
    usual person. It is denied when there is nothing but no.
    """

    finding: Finding
    title: str
    some: list[str]
    attested: list[Said]
    computed: list[Said]
    values: list[str]
    others: str
    is_denied: bool


class MetCriteria(NamedTuple):
    """The criteria that are met or do not apply, and the day and the person of most of what they rest on."""

    usual: Attestation | None
    criteria: tuple[MetCriterion, ...]


class Telling(NamedTuple):
    """One determination to tell of, with what is still needed and what software does not judge in it.

    `items` are what its criteria need, `exclusion_items` what would rule its exclusions out.
    """

    determination: Determination
    discharge: Determination | None
    context: CardContext
    counted: Tally
    items: tuple[OpenItem, ...]
    met: MetCriteria
    prepared: PreparedRuleSet | None
    text: EvidenceText
    wording: Wording
    brevity: Brevity = Brevity.LINES
    excluding: Tally = NONE
    exclusion_items: tuple[OpenItem, ...] = ()

    @property
    def every_item(self) -> tuple[OpenItem, ...]:
        """All that is open, of criteria and of exclusions."""
        return (*self.items, *self.exclusion_items)

    def listed(self, names: Sequence[str], separator: str = ", ", most: int = 3) -> str:
        """Names in a row; of a card that has to be short the first few, and how many more there are."""
        if len(names) <= most + 1 or self.brevity < Brevity.FEW:
            return separator.join(names)
        more = self.wording.brief.more.format(count=len(names) - most)
        return separator.join((*names[:most], more))
