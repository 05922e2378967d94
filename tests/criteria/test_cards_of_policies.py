"""The cards that every policy inherits: each rule set met, not met, open and unread, within one screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Literal

import pytest
from msgspec.structs import replace

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder, Style
from cds_cards.card import Card
from cds_cards.context import CardContext
from cds_cards.wording import load_wording
from criteria.check.cases import Case, CaseTable, facts_of, load_cases
from criteria.determination import Determination
from criteria.evaluate import evaluate
from criteria.facts import Author, Evidence, Fact, FactKind, Facts, License, Vocabulary
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy, RuleSet
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.review.rule_files import fact_texts
from tests.support.card_limits import breaches

State = Literal["met", "not_met", "open", "unread"]
STATES: tuple[State, ...] = ("met", "not_met", "open", "unread")
LONG_NAME = Author(
    "Practitioner/eTjMc1AxxVmfUkOviQFWSuQ3eTjMc1AxxVmfUkOviQFWSuQ3",
    "Wolfeschlegelsteinhausenbergerdorff Maximiliane-Theodora Featherstonehaugh, LISW-CP",
    "Licensed Independent Practitioner of Psychotherapeutic Services",
    License.NOT_CHECKED,
)
LONG_REASON = "its value Donaudampfschifffahrtsgesellschaftskapitän|_x_* cannot be read " * 4
ADDRESSES = CardAddresses("https://cards.example", "https://codes.example")


@pytest.mark.parametrize("state", STATES)
def test_a_card_of_every_state_stands_within_one_screen(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, state: State
) -> None:
    for found in in_state(policy, rule_set, vocabulary, state):
        (card,) = cards_of(policy, found)
        assert breaches(card.summary, card.detail) == [], card.detail


@pytest.mark.parametrize("state", STATES)
def test_every_case_of_a_policy_has_its_full_card_as_well(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, state: State
) -> None:
    found = next(in_state(policy, rule_set, vocabulary, state))
    (card,) = cards_of(policy, found, style="full")
    assert all(f"{each.id}. {each.title}" in card.detail for each in found.criteria)


def test_no_card_says_all_while_a_listed_criterion_is_open_or_not_met(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    said = set()
    for found in determinations(policy, rule_set, vocabulary):
        (card,) = cards_of(policy, found)
        settled = all(each.truth is Truth.MET for each in found.criteria)
        says_all = ": all " in card.summary
        assert settled or not says_all, card.summary
        said.add(says_all)
    assert policy.phase(rule_set.phase).triggers or said == {True, False}


def test_what_is_unread_is_in_the_headline_and_warns(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    (found,) = in_state(policy, rule_set, vocabulary, "unread")
    (card,) = cards_of(policy, found)
    assert "the record could not be read in full" in card.summary
    assert card.detail.startswith("**Unread (")
    assert "not on file" not in card.detail
    assert card.indicator == "warning"
    assert card.determination is not None
    assert card.determination.unread


def in_state(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, state: State
) -> Iterator[Determination]:
    """The determinations of a rule set that come to a state: of its cases, or with nothing read."""
    if state == "unread":
        yield unread(policy, rule_set, vocabulary)
        return
    outcome = Truth.UNKNOWN if state == "open" else Truth(state)
    for found in determinations(policy, rule_set, vocabulary):
        if found.outcome is outcome:
            yield found


def determinations(policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary) -> Iterator[Determination]:
    """What the cases of a rule set come to; everything is attested by somebody whose name is long."""
    for table, case in cases_of(policy, rule_set, vocabulary):
        on = case.on or table.on
        found = evaluate(policy, rule_set, vocabulary, attested(facts_of(vocabulary, table, case), on), on)
        if found.population.truth is Truth.MET:  # others get no criteria evaluated
            yield found


def unread(policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary) -> Determination:
    """What a rule set comes to where nothing but the birth date could be read."""
    table, case = next(cases_of(policy, rule_set, vocabulary))
    known = facts_of(vocabulary, table, case)
    lost = {
        name: Fact(name, reason=LONG_REASON, code=ReasonCode.UNREAD_LATE)
        for name in known
        if vocabulary[name].kind is not FactKind.BIRTH_DATE
    }
    return evaluate(policy, rule_set, vocabulary, {**known, **lost}, table.on)


def cases_of(policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary) -> Iterator[tuple[CaseTable, Case]]:
    """The cases of a rule set, one that meets everything before the others."""
    for table in load_cases(POLICIES / policy.id, policy, vocabulary):
        if table.rule_set == rule_set.id:
            yield table, Case(name="everything", expect={"outcome": "met"})
            yield from ((table, case) for case in table.cases)


def attested(facts: Facts, on: date) -> Facts:
    """The facts with evidence as long as real EHRs make it, and with long reasons where there is none."""
    days = count(1)
    return {name: proven(fact, on - timedelta(days=next(days) % 40)) for name, fact in facts.items()}


def proven(fact: Fact, day: date) -> Fact:
    """A fact as it would be read: its value as people see it, and who said so."""
    if fact.value is None:
        return replace(
            fact, reason=LONG_REASON, code=ReasonCode.UNCLEAR_SCALE, hints=(proof(fact, "?", day),)
        )
    if isinstance(fact.value, BirthDate):
        return fact
    shown = str(fact.value)
    if isinstance(fact.value, Truth):
        shown = "yes" if fact.value is Truth.MET else "no"
    return replace(fact, evidence=(proof(fact, shown, day),))


def proof(fact: Fact, shown: str, day: date) -> Evidence:
    """An item of the record whose id is opaque and long."""
    reference = f"Observation/e{fact.name.replace('-', '')}{'x9Q' * 12}"
    until = (day + timedelta(days=90)).isoformat()
    return Evidence(fact.name, reference, day.isoformat(), "", shown, "", LONG_NAME, until)


def cards_of(policy: Policy, found: Determination, style: Style = "brief") -> tuple[Card, ...]:
    """The card of one determination."""
    context = CardContext((), Fact("service-in-progress"), ())
    return builder(policy.id, style).build((found,), context, lambda: "a-uuid")


@cache
def builder(policy_id: str, style: Style) -> CardBuilder:
    """The builder of one shipped policy's cards."""
    fact_map = load_fact_map(KINDS)
    policies = [each for each in load_policies(fact_map.vocabulary) if each.id == policy_id]
    texts = {each.id: fact_texts(fact_map.worded(each.words)) for each in policies}
    return CardBuilder(load_wording(), policies, texts, ADDRESSES, style)
