"""The detail of a brief card, within one screen: unread, not met, still needed, met.

What a card has no room for is told shorter, step by step, until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cds_cards.calendar import Calendar
from cds_cards.closing import closing
from cds_cards.context import CardContext
from cds_cards.evidence_text import EvidenceText
from cds_cards.fact_text import FactText
from cds_cards.gap_text import again, left_out, resources_with_gaps, searches_with_gaps
from cds_cards.markdown import ELLIPSIS, broken
from cds_cards.met_section import MetReader, met_section, ruled_out_section
from cds_cards.needed_section import needed_count, needed_section, not_ruled_out_section
from cds_cards.needs import Needs
from cds_cards.open_sections import excluded_section, not_met_section, phase_section, unread_section
from cds_cards.prepared import prepared
from cds_cards.prepared_facts import prepared_facts
from cds_cards.states import tally
from cds_cards.summary import ToldOf
from cds_cards.telling import Brevity, Telling
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.policy import Policy
from criteria.truth import Truth

MAX_LENGTH = 900
MAX_LINES = 20
_STEPS = tuple(Brevity)


class Section(NamedTuple):
    """A part of a detail, and the steps at which it tells less; between them it is not written again."""

    write: Callable[[Telling], str]
    shorter: frozenset[Brevity]


def _section(write: Callable[[Telling], str], *shorter: Brevity) -> Section:
    return Section(write, frozenset(shorter))


_PHASE = _section(phase_section)
_UNREAD = _section(unread_section, Brevity.GROUPED, Brevity.FEW)
_NOT_MET = _section(not_met_section, Brevity.GROUPED, Brevity.FEW)
_EXCLUDED = _section(excluded_section, Brevity.GROUPED, Brevity.FEW)
_NEEDED = _section(needed_section, Brevity.WITHOUT_HINTS, Brevity.GROUPED, Brevity.FEW)
_NOT_RULED_OUT = _section(not_ruled_out_section, Brevity.WITHOUT_HINTS, Brevity.GROUPED, Brevity.FEW)
_RULED_OUT = _section(ruled_out_section, Brevity.COMPACT, Brevity.FEW)
_MET = _section(met_section, Brevity.TITLES, Brevity.COMPACT, Brevity.GROUPED, Brevity.FEW)
_CLOSING = _section(closing, Brevity.GROUPED, Brevity.FEW)


class Written(NamedTuple):
    """A detail, and how many things it says are needed; None where it counts none."""

    text: str
    needed: int | None = None


class BriefDetail:
    """Writes the details of the cards of one policy; `facts` are what it says of each fact."""

    def __init__(self, wording: Wording, policy: Policy, facts: Mapping[str, FactText]) -> None:
        self._wording = wording
        self._facts = prepared_facts(wording.brief, facts)
        self._needs = Needs(wording.brief, facts)
        self._prepared = {each.id: prepared(policy, each) for each in policy.rule_sets}

    def told_of(self, determination: Determination) -> ToldOf:
        """What is told of a determination; of a population that is open, what would tell it."""
        if determination.rule_set is None:
            return ToldOf(determination, tally(()), (self._needs.population(determination.population),))
        known = self._prepared[determination.rule_set.id]
        inclusions, exclusions = determination.inclusions, determination.exclusions
        counted = tally(inclusions)
        return ToldOf(
            determination,
            counted,
            tuple(self._needs.items(inclusions, known)),
            known.needed if known.needed < counted.total else 0,
            tally(exclusions),
            tuple(self._needs.items(exclusions, known)),
        )

    def write(self, told: ToldOf, context: CardContext, discharge: Determination | None = None) -> Written:
        """The detail of one card, at most 900 characters in 20 lines.

        `discharge` is that of the same service, where it has no card of its own.
        """
        telling = self._telling(told, context, discharge)
        sections = _sections(telling)
        texts = [section.write(telling) for section in sections]
        for step in _STEPS[telling.brevity + 1 :]:
            if _fits(text := _joined(texts)):
                return Written(text, needed_count(telling))
            telling = telling._replace(brevity=step)
            for place, section in enumerate(sections):
                if texts[place] and step in section.shorter:
                    texts[place] = section.write(telling)
        text = _joined(texts)
        return Written(text if _fits(text) else _cut(text), needed_count(telling))

    def of_unread(self, context: CardContext) -> str:
        """What there is to say where plans and orders could not be read and only services received count."""
        said = self._wording.services_unread_detail.format(reason=broken(context.phase.reason))
        problems = [*searches_with_gaps(context.gaps, ", ".join), *resources_with_gaps(context.gaps)]
        lines = (
            said,
            again(context.request_id, self._wording.brief),
            left_out(problems, self._wording.brief),
        )
        return "  \n".join(filter(None, lines))

    def _telling(self, told: ToldOf, context: CardContext, discharge: Determination | None) -> Telling:
        determination = told.determination
        rule_set = determination.rule_set
        text = EvidenceText(self._facts, Calendar(self._wording.months, determination.on.year))
        return Telling(
            determination,
            discharge,
            context,
            told.counted,
            told.items,
            MetReader(self._wording, text).criteria(determination),
            self._prepared[rule_set.id] if rule_set and determination.criteria else None,
            text,
            self._wording,
            _least_brevity(told),
            told.excluding,
            told.exclusion_items,
        )


def _least_brevity(told: ToldOf) -> Brevity:
    """What is met stands in one paragraph behind what is not met or unread, whatever room there is."""
    tallies = (told.counted, told.excluding)
    return Brevity.COMPACT if any(each.not_met or each.unread for each in tallies) else Brevity.LINES


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _fits(text: str) -> bool:
    return len(text) <= MAX_LENGTH and text.count("\n") < MAX_LINES


def _sections(telling: Telling) -> tuple[Section, ...]:
    """The sections of a card: once an outcome is met, what is open could not change it and is folded."""
    found = telling.determination
    if found.rule_set and not found.criteria:
        return _OUTSIDE
    if found.outcome is not Truth.MET:
        return _REVIEW
    if found.phase.triggers:
        return _TRIGGERED
    return _DECIDED


def _outside(telling: Telling) -> str:
    """Somebody whom no population fits: by what that is known."""
    population = telling.determination.population
    known = [telling.text.value(each) for each in population.evidence]
    said = "; ".join(filter(None, (population.title, ", ".join(known))))
    return telling.wording.brief.outside.format(text=said)


_REVIEW = (
    *(_PHASE, _UNREAD, _EXCLUDED, _NOT_MET, _NEEDED, _NOT_RULED_OUT),
    *(_MET, _RULED_OUT, _CLOSING),
)
_DECIDED = (_EXCLUDED, _NOT_MET, _MET, _RULED_OUT, _CLOSING)
_TRIGGERED = (_MET, _RULED_OUT, _CLOSING)
_OUTSIDE = (_section(_outside), _CLOSING)


def _cut(text: str) -> str:
    """As many of the first lines as there is room for."""
    kept: list[str] = []
    for line in text.splitlines():
        if len(kept) + 2 > MAX_LINES or sum(map(len, kept)) + len(kept) + len(line) + 3 > MAX_LENGTH:
            break
        kept.append(line)
    return "\n".join((*kept, ELLIPSIS))
