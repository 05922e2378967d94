"""A policy: its rule sets, its sources and the service it is about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field, HttpUrl

from criteria.criterion import Criterion, RuleSetMet
from criteria.expressions import Conditions
from criteria.form import Form
from criteria.node import Node, nodes, placed
from criteria.phases import KNOWN_PHASES, Phase
from criteria.strict_model import Strict, Text, written_as
from criteria.strict_yaml import Location
from criteria.words import PLAIN_WORDS, Words


class ServiceCode(NamedTuple):
    """The code of a service, and its code system: `hcpcs`, `cpt` or the URI of another."""

    code: str
    system: str = "hcpcs"


CodeSystemName = Annotated[
    str,
    written_as(r"hcpcs|cpt|(https?|urn):[^\s|]+", "hcpcs, cpt, or the URI of another code system"),
]


class Service(Strict):
    """The service under review: its code and the names a card uses.

    `name` is the payer's; a national descriptor is never printed, since payers
    use the same code for different services.
    """

    code: Text
    system: CodeSystemName = "hcpcs"
    name: Text
    short_name: Text

    @property
    def coded(self) -> ServiceCode:
        """Its code with the code system that it is of."""
        return ServiceCode(self.code, self.system)


class Source(Strict):
    """Where the criteria were published."""

    payer: Text
    title: Text
    date: Text
    """The date the payer gives it, as printed; "undated" when there is none."""
    url: HttpUrl | None = None


class CriteriaPart(Strict):
    """The stretch of the source text that states criteria: every word in it is quoted, or passed over."""

    begins: Text
    ends: Text


class PassedOver(Strict):
    """Words of a criteria part that are no criterion, and why."""

    text: Text
    reason: Text


class Population(Strict):
    """Whom a rule set is for."""

    title: Text
    text: Text
    reads_as: Text | None = None
    when: Node


class EndOfService(Strict):
    """The source's words on what follows when the rule set is not met."""

    text: Text


class RuleSet(Strict):
    """The criteria of one phase for one population."""

    id: Text
    phase: Text
    title: Text
    """How a card calls it, after the service's name: "adult admission"."""
    text: Text
    reads_as: Text | None = None
    population: Population
    when: Conditions
    not_met: EndOfService | None = None
    left_to_clinician: Text | None = None
    """In one line of a card, what is not computed; without it the criteria's own are listed."""
    screening: tuple[Text, ...] = ()
    """Ids of the criteria that a record can settle without anybody's judgment."""

    def placed(self) -> Iterator[tuple[Location, Form]]:
        """All its conditions with their places, its population's first; other rule sets are not entered."""
        yield from placed(self.population.when, ("population", "when"))
        yield from placed(self.when, ("when",))

    def nodes(self) -> Iterator[Form]:
        """All its conditions, its population's first; other rule sets are not entered."""
        return (each for _, each in self.placed())

    def criteria(self) -> Iterator[Criterion]:
        """Each criterion and sub-item, in the source's order."""
        for node in nodes(self.when):
            if isinstance(node, Criterion):
                yield node


class Policy(Strict):
    """One payer's published medical-necessity policy for one service."""

    id: Text
    version: Text
    title: Text
    service: Service
    source: Source
    criteria_parts: tuple[CriteriaPart, ...]
    passed_over: tuple[PassedOver, ...] = ()
    words: Words = PLAIN_WORDS
    definitions: tuple[Text, ...] = ()
    """Sentences of the source's definitions that a reading rests on, quoted."""
    phases: tuple[Phase, ...] = ()
    """Those of its phases that are none of the three that every policy may use."""
    rule_sets: tuple[RuleSet, ...] = Field(min_length=1)

    def rule_set(self, rule_set_id: str) -> RuleSet:
        """The rule set of that id.

        Raises:
            KeyError: when the policy has none.
        """
        for rule_set in self.rule_sets:
            if rule_set.id == rule_set_id:
                return rule_set
        raise KeyError(rule_set_id)

    @cached_property
    def phases_used(self) -> tuple[Phase, ...]:
        """The phases that it has rule sets of; its own stand behind those that every policy may use."""
        used = {rule_set.phase for rule_set in self.rule_sets}
        return tuple(each for each in (*KNOWN_PHASES, *self.phases) if each.id in used)

    def phase(self, phase_id: str) -> Phase:
        """The phase of that id.

        Raises:
            KeyError: when the policy has no rule set of it.
        """
        for phase in self.phases_used:
            if phase.id == phase_id:
                return phase
        raise KeyError(phase_id)

    def of_phase(self, phase: Phase) -> tuple[RuleSet, ...]:
        """The rule sets of one phase, one for each population."""
        return tuple(r for r in self.rule_sets if r.phase == phase.id)

    @property
    def reviews_stay(self) -> bool:
        """Whether it has criteria by which a service in progress goes on."""
        return any(phase.reviews_stay for phase in self.phases_used)


def rule_sets_used(rule_set: RuleSet) -> frozenset[str]:
    """The ids of the rule sets whose truth this one rests on."""
    return frozenset(n.rule_set for n in rule_set.nodes() if isinstance(n, RuleSetMet))
