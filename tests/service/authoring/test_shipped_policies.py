"""What every policy inherits: its cards in every state and its forms, by the product's own functions."""

from __future__ import annotations

from functools import cache

import pytest

from cds_cards.card import Card
from criteria.criterion import Criterion
from criteria.policy import RuleSet
from criteria.truth import Truth
from mappings.forms.form import forms_of
from mappings.forms.own_codes import own_codes
from mappings.forms.questionnaire import questionnaire_of
from service.authoring.at_length import nothing_read
from service.authoring.card_check import card_problems
from service.authoring.case_book import CaseBook, PolicyCase, case_book, load_case_book
from service.review.rule_files import INSTALLED
from tests.support.fhir import Json


@cache
def book_of(policy_id: str) -> CaseBook:
    return load_case_book(INSTALLED, policy_id)


SHIPPED = INSTALLED.load_policies()
policies = pytest.mark.parametrize(
    "book", [pytest.param(each.id, id=each.id) for each in SHIPPED], indirect=True
)
rule_sets = pytest.mark.parametrize(
    ("book", "rule_set"),
    [
        pytest.param(each.id, rule_set, id=f"{each.id} {rule_set.id}")
        for each in SHIPPED
        for rule_set in each.rule_sets
    ],
    indirect=["book"],
)


@pytest.fixture
def book(request: pytest.FixtureRequest) -> CaseBook:
    return book_of(request.param)


@policies
def test_a_card_of_every_case_stands_within_one_screen_and_says_no_more_than_is_so(book: CaseBook) -> None:
    assert list(card_problems(book)) == []


@rule_sets
def test_the_cases_of_a_rule_set_come_to_every_state(book: CaseBook, rule_set: RuleSet) -> None:
    assert {book.result(each).outcome for each in cases_of(book, rule_set)} == {each.value for each in Truth}


@rule_sets
def test_every_case_has_its_full_card_as_well(book: CaseBook, rule_set: RuleSet) -> None:
    full = case_book(book.policy, book.fact_map, book.tables, style="full")
    first = {
        full.result(each).outcome: each for each in reversed(cases_of(full, rule_set)) if is_for(full, each)
    }
    for each in first.values():
        detail = full.card(each).detail
        parts = [part for _, part in rule_set.when.parts() if isinstance(part, Criterion)]
        assert [part.id for part in parts if f"{part.id}. {part.title}" not in detail] == []


@rule_sets
def test_a_card_says_all_of_those_that_meet_everything(book: CaseBook, rule_set: RuleSet) -> None:
    said = {": all " in book.card(each).summary for each in cases_of(book, rule_set) if is_for(book, each)}
    triggers = book.policy.phase(rule_set.phase).triggers
    assert triggers or said == {True, False}


@rule_sets
def test_what_is_unread_is_in_the_headline_and_warns(book: CaseBook, rule_set: RuleSet) -> None:
    card = unread_card(book, cases_of(book, rule_set)[0])
    assert "the record could not be read in full" in card.summary
    assert card.detail.startswith("**Unread (")
    assert "not on file" not in card.detail
    assert card.indicator == "warning"
    assert card.determination is not None
    assert card.determination.unread


@policies
def test_a_policy_yields_a_form_for_each_phase(book: CaseBook) -> None:
    forms = forms_of(book.policy, book.fact_map)
    assert [form.phase for form in forms] == [phase.id for phase in book.policy.phases_used]
    for form in forms:
        written = questionnaire_of(form, own_codes("https://codes.example", book.fact_map))
        ids = [item["linkId"] for item in items_in(written)]
        assert sorted(set(ids)) == sorted(ids)
        assert {item.fact for item in form.items} <= {each.rpartition("/")[2] for each in ids}
        assert form.items


def cases_of(book: CaseBook, rule_set: RuleSet) -> list[PolicyCase]:
    return [each for each in book.cases() if each.rule_set == rule_set.id]


def is_for(book: CaseBook, each: PolicyCase) -> bool:
    """Whether the rule set of a case is for the person in it; of others no criteria are evaluated."""
    return book.determination(each).population.truth is Truth.MET


def unread_card(book: CaseBook, each: PolicyCase) -> Card:
    return book.card_of(book.determination(each, nothing_read))


def items_in(part: Json) -> list[Json]:
    own: list[Json] = part.get("item", [])
    return [*own, *(below for item in own for below in items_in(item))]
