"""The cases of a policy: what each comes to, and the card that a clinician would see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder, Style
from cds_cards.card import Card
from cds_cards.context import CardContext
from cds_cards.wording import load_wording
from criteria.check.cases import Case, CaseTable, all_cases, facts_of, load_cases, outcomes
from criteria.determination import Determination
from criteria.evaluate import determine, evaluate
from criteria.facts import Fact, Facts, Vocabulary
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from service.authoring.on_file import on_file
from service.review.rule_files import RuleFiles, fact_texts

NOWHERE = CardAddresses("https://cards.example", "https://codes.example")
_PHASE = "service-in-progress"

Seen = Callable[[Facts, Vocabulary, date], Facts]
"""How the facts of a case are seen on a day: with which evidence."""


class PolicyCase(NamedTuple):
    """One case of a policy, in its table."""

    table: CaseTable
    case: Case

    @property
    def rule_set(self) -> str:
        """The id of the rule set that it is about."""
        return self.table.rule_set

    @property
    def day(self) -> date:
        """The day on which it is judged."""
        return self.case.on or self.table.on


class CaseResult(Struct, frozen=True, rename="camel"):
    """What a case comes to: the whole, each criterion that it names, and where it expects something else."""

    rule_set: str
    name: str
    outcome: str
    found: Mapping[str, str]
    wrong: Mapping[str, str]
    """What is expected instead, by criterion."""


class CaseBook(NamedTuple):
    """A policy with its cases, and what makes its cards."""

    policy: Policy
    fact_map: FactMap
    tables: tuple[CaseTable, ...]
    cards: CardBuilder

    @property
    def vocabulary(self) -> Vocabulary:
        """Its facts."""
        return self.fact_map.vocabulary

    def cases(self) -> Iterator[PolicyCase]:
        """Every case, after the one in which the baseline of its table meets everything."""
        for table in self.tables:
            yield from (PolicyCase(table, case) for case in all_cases(self.policy, table))

    def result(self, each: PolicyCase) -> CaseResult:
        """What a case comes to."""
        found = outcomes(self.determination(each))
        expect = each.case.expect
        return CaseResult(
            each.rule_set,
            each.case.name,
            found["outcome"],
            {name: found.get(name, "nothing") for name in expect},
            {name: outcome for name, outcome in expect.items() if found.get(name) != outcome},
        )

    def determination(self, each: PolicyCase, seen: Seen = on_file) -> Determination:
        """What the rule set of a case comes to by its facts, as they are seen."""
        rule_set = self.policy.rule_set(each.rule_set)
        return evaluate(self.policy, rule_set, self.vocabulary, self._facts(each, seen), each.day)

    def card(self, each: PolicyCase) -> Card:
        """The card of a case, as though its facts were on file."""
        return self.card_of(self._shown(each))

    def card_of(self, found: Determination) -> Card:
        """The card of a determination."""
        in_progress = Truth.MET if found.phase.is_in_progress else Truth.NOT_MET
        context = CardContext((), Fact(_PHASE, in_progress), ())
        (card,) = self.cards.build((found,), context, lambda: "case")
        return card

    def _shown(self, each: PolicyCase) -> Determination:
        """What is told of a case: where its rule set is not for this person, what its phase comes to."""
        found = self.determination(each)
        if found.population.truth is Truth.MET:
            return found
        facts, in_progress = self._facts(each, on_file), found.phase.is_in_progress
        of_phases = determine(self.policy, self.vocabulary, facts, each.day, in_progress)
        return next((one for one in of_phases if one.phase == found.phase), replace(found, criteria=()))

    def _facts(self, each: PolicyCase, seen: Seen) -> Facts:
        return seen(facts_of(self.vocabulary, each.table, each.case), self.vocabulary, each.day)


def case_book(
    policy: Policy,
    fact_map: FactMap,
    tables: tuple[CaseTable, ...],
    addresses: CardAddresses = NOWHERE,
    style: Style = "brief",
) -> CaseBook:
    """The cases of a policy, and what makes its cards, whose links lead to these addresses.

    Raises:
        FileError: when the words of cards are wrong.
    """
    texts = {policy.id: fact_texts(fact_map.worded(policy.words))}
    cards = CardBuilder(load_wording(), [policy], texts, addresses, style)
    return CaseBook(policy, fact_map, tables, cards)


def load_case_book(rules: RuleFiles, policy_id: str, addresses: CardAddresses = NOWHERE) -> CaseBook:
    """The cases of a policy among some rules, read anew.

    Raises:
        FileError: when the policy, its cases, the facts or the words of cards are wrong.
        KeyError: when there is no such policy.
    """
    fact_map = rules.load_fact_map()
    policy = {each.id: each for each in rules.load_policies()}[policy_id]
    tables = load_cases(rules.policies / policy_id, policy, fact_map.vocabulary)
    return case_book(policy, fact_map, tables, addresses)
