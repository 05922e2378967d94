"""The detail of a brief card, within one screen: unread, not met, still needed, met.

What a card has no room for is told shorter, step by step, until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from cds_cards.calendar import Calendar
from cds_cards.closing import closing
from cds_cards.context import CardContext
from cds_cards.evidence_text import EvidenceText
from cds_cards.fact_text import FactText
from cds_cards.gap_text import left_out, resources_with_gaps, searches_with_gaps
from cds_cards.markdown import ELLIPSIS, broken
from cds_cards.met_section import MetReader, met_section
from cds_cards.needs import Needs, OpenItem
from cds_cards.open_sections import needed_section, not_met_section, phase_section, unread_section
from cds_cards.prepared import prepared
from cds_cards.states import tally
from cds_cards.telling import Brevity, Telling
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.policy import Phase, Policy
from criteria.truth import Truth

MAX_LENGTH = 900
MAX_LINES = 20

Section = Callable[[Telling], str]
_SHORTER: dict[Section, tuple[Brevity, ...]] = {
    phase_section: (),
    unread_section: (Brevity.GROUPED, Brevity.FEW),
    not_met_section: (Brevity.GROUPED, Brevity.FEW),
    needed_section: (Brevity.WITHOUT_HINTS, Brevity.GROUPED, Brevity.FEW),
    met_section: (Brevity.TITLES, Brevity.COMPACT, Brevity.GROUPED, Brevity.FEW),
    closing: (Brevity.GROUPED, Brevity.FEW),
}
"""The sections, each with the steps at which it tells less; between them it is not written again."""
_REVIEW: tuple[Section, ...] = tuple(_SHORTER)
_DECIDED: tuple[Section, ...] = (not_met_section, met_section, closing)
_TRIGGERED: tuple[Section, ...] = (met_section, closing)


class BriefDetail:
    """Writes the details of the cards of one policy; `facts` are what it says of each fact."""

    def __init__(self, wording: Wording, policy: Policy, facts: Mapping[str, FactText]) -> None:
        self._wording = wording
        self._facts = facts
        self._needs = Needs(wording.brief, facts)
        self._prepared = {each.id: prepared(policy, each) for each in policy.rule_sets}

    def items(self, determination: Determination) -> tuple[OpenItem, ...]:
        """What is still needed, in the policy's order; of a population that is open, what would tell it."""
        if determination.rule_set is None:
            return (self._needs.population(determination.population),)
        known = self._prepared[determination.rule_set.id]
        return tuple(self._needs.items(determination.criteria, known))

    def write(
        self,
        determination: Determination,
        context: CardContext,
        items: tuple[OpenItem, ...],
        discharge: Determination | None = None,
    ) -> str:
        """The detail of one card, at most 900 characters in 20 lines.

        `discharge` is that of the same service, where it has no card of its own.
        """
        telling = self._telling(determination, context, items, discharge)
        known: dict[tuple[Section, Brevity], str] = {}
        for brevity in range(_least_brevity(telling), Brevity.FEW + 1):
            text = _written(telling, Brevity(brevity), known)
            if len(text) <= MAX_LENGTH and text.count("\n") < MAX_LINES:
                return text
        return _cut(text)

    def of_unread(self, context: CardContext) -> str:
        """What there is to say where plans and orders could not be read and only services received count."""
        said = self._wording.services_unread_detail.format(reason=broken(context.phase.reason))
        problems = [*searches_with_gaps(context.gaps, ", ".join), *resources_with_gaps(context.gaps)]
        return "  \n".join(filter(None, (said, left_out(problems, self._wording.brief))))

    def _telling(
        self,
        determination: Determination,
        context: CardContext,
        items: tuple[OpenItem, ...],
        discharge: Determination | None,
    ) -> Telling:
        rule_set = determination.rule_set
        calendar = Calendar(self._wording.months, determination.on.year)
        text = EvidenceText(self._wording.brief, self._facts, calendar)
        return Telling(
            determination,
            discharge,
            context,
            tally(determination.criteria),
            items,
            MetReader(self._wording, text).criteria(determination),
            self._prepared[rule_set.id] if rule_set and determination.criteria else None,
            text,
            self._wording,
        )


def _least_brevity(telling: Telling) -> Brevity:
    """What is met stands in one paragraph behind what is not met or unread, whatever room there is."""
    return Brevity.COMPACT if telling.counted.not_met or telling.counted.unread else Brevity.LINES


def _written(telling: Telling, brevity: Brevity, known: dict[tuple[Section, Brevity], str]) -> str:
    sections = []
    for section in _sections(telling):
        step = _step(section, brevity)
        if (section, step) not in known:
            known[section, step] = section(telling._replace(brevity=brevity))
        sections.append(known[section, step])
    return "\n\n".join(filter(None, sections))


@cache
def _step(section: Section, brevity: Brevity) -> Brevity:
    """The last step up to this one at which a section tells less."""
    return max((each for each in _SHORTER[section] if each <= brevity), default=Brevity.LINES)


def _sections(telling: Telling) -> tuple[Section, ...]:
    """The sections of a card: once an outcome is met, what is open could not change it and is folded."""
    found = telling.determination
    if found.rule_set and not found.criteria:
        return _OUTSIDE
    if found.outcome is not Truth.MET:
        return _REVIEW
    if found.phase is Phase.DISCHARGE:
        return _TRIGGERED
    return _DECIDED


def _outside(telling: Telling) -> str:
    """Somebody whom no population fits: by what that is known."""
    population = telling.determination.population
    known = [telling.text.value(each) for each in population.evidence]
    said = "; ".join(filter(None, (population.title, ", ".join(known))))
    return telling.wording.brief.outside.format(text=said)


_SHORTER[_outside] = ()
_OUTSIDE: tuple[Section, ...] = (_outside, closing)


def _cut(text: str) -> str:
    """As many of the first lines as there is room for."""
    kept: list[str] = []
    for line in text.splitlines():
        if len(kept) + 2 > MAX_LINES or sum(map(len, kept)) + len(kept) + len(line) + 3 > MAX_LENGTH:
            break
        kept.append(line)
    return "\n".join((*kept, ELLIPSIS))
