"""Numbers: each that a quote says stands in a leaf, or in what is left to the clinician."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.check.numbers import quoted_numbers
from tests.support import policies as small


def settled(text: str, when: Any, **more: Any) -> list[str]:
    """What settles each number of a criterion that quotes this text."""
    policy = small.policy(small.rule_set(small.criterion("A", when, text=text, **more)))
    return [each.settled for each in quoted_numbers(policy, policy.rule_sets[0]) if each.ids == ("A",)]


THREE = [{"fact": "a"}, {"fact": "b"}, {"fact": "c"}]
COMPUTED, LEFT, NOT = "computed", "left", ""


@pytest.mark.parametrize(
    ("text", "when", "expected"),
    [
        ("a score of 17", {"score": "s", "minimum": 17}, COMPUTED),
        ("a score of 17", {"score": "s", "minimum": 18}, NOT),
        ("more than 17", {"score": "s", "minimum": 18}, COMPUTED),
        ("more than 17", {"score": "s", "minimum": 17}, NOT),
        ("two or more", {"at_least": 2, "of": [{"fact": "a"}, {"fact": "b"}, {"fact": "c"}]}, COMPUTED),
        ("three or more", {"at_least": 2, "of": [{"fact": "a"}, {"fact": "b"}, {"fact": "c"}]}, NOT),
        ("all three", {"all_of": [{"fact": "a"}, {"fact": "b"}, {"fact": "c"}]}, COMPUTED),
        ("three times", {"all_of": [{"fact": "a"}, {"fact": "b"}, {"fact": "c"}]}, NOT),
        ("at least one of", {"any_of": [{"fact": "a"}, {"fact": "b"}]}, COMPUTED),
        ("at least one of", {"all_of": [{"fact": "a"}, {"fact": "b"}]}, NOT),
        ("one intervention", {"fact": "d", "within": "90 days"}, COMPUTED),
        ("one intervention", {"fact": "d"}, NOT),
        ("one scale", {"any_score": "g", "minimum": 65}, COMPUTED),
        ("no more than two", {"none_of": [{"at_least": 3, "of": THREE}]}, COMPUTED),
        ("no more than one", {"none_of": [{"at_least": 3, "of": THREE}]}, NOT),
        ("fewer than three", {"none_of": [{"at_least": 3, "of": THREE}]}, COMPUTED),
        ("no more than four", {"none_of": [{"events": ["e"], "minimum": 5, "within": "9 days"}]}, COMPUTED),
        ("within one year", {"fact": "d", "within": "12 months"}, COMPUTED),
        ("within six months", {"fact": "d", "within": "6 months"}, COMPUTED),
        ("within six months", {"fact": "d", "within": "180 days"}, NOT),
        ("within two weeks", {"fact": "d", "within": "14 days"}, COMPUTED),
        ("age 22 and older", {"age": {"from": "22 years"}}, COMPUTED),
        ("until 1.5 years", {"age": {"below": "18 months"}}, COMPUTED),
        ("up to 5 years", {"age": {"below": "6 years"}}, COMPUTED),
        ("up to 5 years", {"age": {"below": "7 years"}}, NOT),
        ("under the age of 7", {"age": {"below": "7 years"}}, COMPUTED),
        ("under the age of 7", {"age": {"below": "8 years"}}, NOT),
        ("a severe impairment in 2 domains", {"fact": "a"}, NOT),
    ],
)
def test_a_number_is_computed_where_a_leaf_says_the_same(text: str, when: Any, expected: str) -> None:
    assert settled(text, when) == [expected]


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("that it was two weeks", LEFT),
        ("the 14 days", LEFT),
        ("whether there were 14", LEFT),
        ("the 14 months", NOT),
        ("the whole item", NOT),
    ],
)
def test_a_number_is_left_to_the_clinician_by_name(left: str, expected: str) -> None:
    assert settled("for two weeks", {"fact": "a"}, left_to_clinician=left) == [expected]


def test_what_makes_a_criterion_apply_has_its_own_words() -> None:
    below = {"age": {"below": "7 years"}}
    more = {"applies_when": below, "applies_text": "children under 7 and adults of 70"}
    assert settled("needed", {"fact": "a"}, **more) == [COMPUTED, NOT]


def test_a_criterion_below_computes_for_those_above_it() -> None:
    inner = small.criterion("A.1", {"score": "s", "minimum": 17}, text="17")
    outer = small.criterion("A", {"all_of": [inner]}, text="a score of 17 on 2 days")
    policy = small.policy(small.rule_set(outer))
    found = [(each.ids[0], each.settled) for each in quoted_numbers(policy, policy.rule_sets[0])]
    assert found == [("A", COMPUTED), ("A", NOT), ("A.1", COMPUTED)]


def test_another_rule_set_computes_for_a_criterion_that_rests_on_it() -> None:
    first = small.rule_set(small.criterion("A", {"score": "s", "minimum": 17}), id="first")
    second = small.rule_set(small.criterion("B", {"rule_set": "first"}, text="17 or 18"), id="second")
    policy = small.policy(first, second)
    assert [each.settled for each in quoted_numbers(policy, policy.rule_sets[1])] == [COMPUTED, NOT]


def test_the_words_of_a_rule_set_and_of_whom_it_is_for_are_held_too() -> None:
    population = {"title": "Adults", "text": "from 18 to 64", "when": {"age": {"from": "18 years"}}}
    policy = small.policy(
        small.rule_set(
            small.criterion("A", {"fact": "a"}), text="18 years, 3 of these", population=population
        )
    )
    found = [
        (each.ids[0], each.quantity.said, each.settled)
        for each in quoted_numbers(policy, policy.rule_sets[0])
    ]
    assert found == [
        ("text", "18 years", COMPUTED),
        ("text", "3", NOT),
        ("population", "18", COMPUTED),
        ("population", "64", NOT),
    ]
