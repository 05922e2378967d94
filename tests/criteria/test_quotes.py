"""Quotes: what the source does not say, and which words of the criteria a policy leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.check.quotes import unquoted, wrong_places
from criteria.policy import Policy
from criteria.published_text import PublishedText
from criteria.quotes import misquotes
from tests.support import policies as small

SOURCE = """Coverage.
Criteria for adults
 A. The service is
recommended by an LPHA; and
 B. Benefit is   expected. Billing follows.
"""


def policy(
    *texts: str, begins: str = "Criteria for adults", ends: str = "is expected.", **more: Any
) -> Policy:
    """A policy whose criteria quote these texts."""
    criteria = [small.criterion(str(i), {"fact": "x"}, text=text) for i, text in enumerate(texts)]
    population = {"title": "Adults", "text": "adults", "when": {"all_of": []}}
    rule_set = small.rule_set(*criteria, text="Criteria for adults", population=population)
    return small.policy(rule_set, criteria_parts=[{"begins": begins, "ends": ends}], **more)


RECOMMENDED = "The service is recommended by an LPHA"
BENEFIT = "Benefit is expected."


@pytest.mark.parametrize(
    ("checked", "left_out"),
    [
        pytest.param(
            policy(RECOMMENDED, BENEFIT),
            [],
            id="letters, line breaks and the words that join a list need no quote",
        ),
        pytest.param(
            policy("The service is [...] by an LPHA", "recommended", BENEFIT),
            [],
            id="what one quote leaves out another may say",
        ),
        pytest.param(
            policy("The service is [...] by an LPHA", BENEFIT),
            [(4, "recommended")],
            id="what every quote leaves out",
        ),
        pytest.param(
            policy(RECOMMENDED),
            [(4, "; and B. Benefit is expected.")],
            id="a criterion that is missing",
        ),
        pytest.param(
            policy(RECOMMENDED, passed_over=[{"text": BENEFIT, "reason": "it is no criterion"}]),
            [],
            id="words that are passed over",
        ),
    ],
)
def test_every_word_of_the_criteria_is_quoted_or_passed_over(
    checked: Policy, left_out: list[tuple[int, str]]
) -> None:
    assert list(unquoted(checked, SOURCE)) == left_out


@pytest.mark.parametrize(
    ("checked", "problems"),
    [
        pytest.param(policy(RECOMMENDED, BENEFIT), [], id="all is right"),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, ends="never"),
            [(("criteria_parts", 0), "source.txt does not say 'never' after 'Criteria for adults'")],
            id="a part without its end",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, ends="Coverage."),
            [(("criteria_parts", 0), "source.txt does not say 'Coverage.' after 'Criteria for adults'")],
            id="a part that ends before it begins",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, passed_over=[{"text": BENEFIT, "reason": "x"}]),
            [(("passed_over", 0), "this is quoted already, or stands in no criteria part")],
            id="words that are quoted and passed over",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, passed_over=[{"text": "Billing", "reason": "x"}]),
            [(("passed_over", 0), "this is quoted already, or stands in no criteria part")],
            id="words beyond the criteria that are passed over",
        ),
    ],
)
def test_where_criteria_stand_is_told_rightly(checked: Policy, problems: list[Any]) -> None:
    assert list(wrong_places(checked, SOURCE)) == problems


NUMBERED = """## Eligibility
A. An adult is eligible if:
  1. The adult has been
     (a) referred;
     (iv) screened; and
  • Is of 18 years.
2. One score of
17. And no other.
§C(1) Discharge. e. On request
"""


@pytest.mark.parametrize(
    "quotes",
    [
        [
            "Eligibility",
            "An adult is eligible if: The adult has been referred; screened; and Is of 18 years.",
        ],
        [
            "Eligibility A. An adult is eligible if: 1. The adult has been",
            "referred",
            "screened",
            "Is of 18 years",
        ],
        [
            "Eligibility A. An adult is eligible if: 1. The adult has been (a) referred; (iv) screened",
            "and • Is of 18 years.",
        ],
    ],
    ids=["without a mark", "with some", "with all"],
)
def test_the_marks_of_a_list_may_be_quoted_or_left_out(quotes: list[str]) -> None:
    rest = ["One score of 17. And no other.", "Discharge. On request"]
    numbered = policy(*quotes, *rest, begins="## Eligibility", ends="On request")
    assert [
        piece for (first, *_), piece in misquotes(numbered, PublishedText(NUMBERED)) if first == "rule_sets"
    ] == [
        "Criteria for adults",
        "adults",
    ]
    assert list(unquoted(numbered, NUMBERED)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "An adult is eligible if: 2. The adult",
        "The adult has been (b) referred",
        "One score of And no other.",
        "An adult eligible",
        "screened; (iv) and Is of",
    ],
)
def test_a_mark_that_does_not_stand_there_is_no_quote(wrong: str) -> None:
    found = misquotes(policy(wrong), PublishedText(NUMBERED))
    assert wrong in [piece for _, piece in found]


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("The adult has been screened", "; after 'adult has been' it goes on with '(a)'"),
        ("One score of 18.", "; after 'One score of' it goes on with '17.'"),
        ("the adult has been", ""),
        ("Discharge. On request only", ""),
    ],
    ids=["another word", "another number", "nothing of it", "more than there is"],
)
def test_it_is_told_where_the_source_goes_another_way(quote: str, told: str) -> None:
    assert PublishedText(NUMBERED).goes_on(quote) == told


def test_a_number_that_begins_a_line_within_a_sentence_is_quoted_like_its_other_words() -> None:
    numbered = policy("One score of", "And no other.", begins="2. One", ends="no other.")
    assert [each.words for each in unquoted(numbered, NUMBERED)] == ["17."]


def test_a_misquote_is_told_with_its_place() -> None:
    inner = small.criterion("A.1", {"fact": "x"}, text="f", applies_when={"fact": "y"}, applies_text="g")
    outer = small.criterion("A", {"all_of": [inner]}, text="e")
    population = {"title": "All", "text": "c", "when": {"all_of": []}}
    invented = small.policy(
        small.rule_set(outer, text="b", population=population, not_met={"text": "d"}),
        words={"reviewer": "a w", "plan": "v"},
        criteria_parts=[{"begins": "h", "ends": "i"}],
        definitions=["j [...] k"],
        passed_over=[{"text": "l", "reason": "m"}],
    )
    first = ("rule_sets", 0)
    below = (*first, "when", "all_of", 0)
    assert set(misquotes(invented, PublishedText(""))) == {
        (("words", "reviewer"), "w"),
        (("words", "plan"), "v"),
        (("criteria_parts", 0, "begins"), "h"),
        (("criteria_parts", 0, "ends"), "i"),
        (("passed_over", 0, "text"), "l"),
        (("definitions", 0), "j"),
        (("definitions", 0), "k"),
        ((*first, "text"), "b"),
        ((*first, "population", "text"), "c"),
        ((*first, "not_met", "text"), "d"),
        ((*below, "text"), "e"),
        ((*below, "when", "all_of", 0, "text"), "f"),
        ((*below, "when", "all_of", 0, "applies_text"), "g"),
    }
