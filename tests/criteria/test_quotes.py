"""Quotes: what the source does not say, and which words of the criteria a policy leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.check.quotes import check_quotes
from criteria.policy import Policy
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
    ("checked", "problems"),
    [
        pytest.param(
            policy(RECOMMENDED, BENEFIT),
            (),
            id="letters, line breaks and the words that join a list need no quote",
        ),
        pytest.param(
            policy("The service is [...] by an LPHA", "recommended", BENEFIT),
            (),
            id="what one quote leaves out another may say",
        ),
        pytest.param(
            policy("The service is [...] by an LPHA", BENEFIT),
            ("no text of the policy quotes ' recommended '",),
            id="what every quote leaves out",
        ),
        pytest.param(
            policy(RECOMMENDED),
            ("no text of the policy quotes '; and B. Benefit is expected.'",),
            id="a criterion that is missing",
        ),
        pytest.param(
            policy(RECOMMENDED, "Benefit is likely.", BENEFIT),
            ("source.txt does not say 'Benefit is likely.'",),
            id="words that the source does not have",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, definitions=["Coverage.", "[...] is unlimited."]),
            ("source.txt does not say 'is unlimited.'",),
            id="a definition that the source does not have, after an elision",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, ends="never"),
            (
                "source.txt does not say 'never'",
                "source.txt does not say 'never' after 'Criteria for adults'",
            ),
            id="a part of the source without its end",
        ),
        pytest.param(
            policy(RECOMMENDED, BENEFIT, ends="Coverage."),
            ("source.txt does not say 'Coverage.' after 'Criteria for adults'",),
            id="a part of the source that ends before it begins",
        ),
    ],
)
def test_a_policy_quotes_every_word_of_its_criteria_and_no_other(
    checked: Policy, problems: tuple[str, ...]
) -> None:
    assert check_quotes(checked, SOURCE) == problems


def test_a_misquote_is_told_with_its_place() -> None:
    inner = small.criterion("A.1", {"fact": "x"}, text="f", applies_when={"fact": "y"}, applies_text="g")
    outer = small.criterion("A", {"all_of": [inner]}, text="e")
    population = {"title": "All", "text": "c", "when": {"all_of": []}}
    invented = small.policy(
        small.rule_set(outer, text="b", population=population, not_met={"text": "d"}),
        words={"reviewer": "a w", "plan": "v"},
        criteria_parts=[{"begins": "h", "ends": "i"}],
        definitions=["j [...] k"],
    )
    first = ("rule_sets", 0)
    below = (*first, "when", "all_of", 0)
    assert set(misquotes(invented, "")) == {
        (("words", "reviewer"), "w"),
        (("words", "plan"), "v"),
        (("criteria_parts", 0, "begins"), "h"),
        (("criteria_parts", 0, "ends"), "i"),
        (("definitions", 0), "j"),
        (("definitions", 0), "k"),
        ((*first, "text"), "b"),
        ((*first, "population", "text"), "c"),
        ((*first, "not_met", "text"), "d"),
        ((*below, "text"), "e"),
        ((*below, "when", "all_of", 0, "text"), "f"),
        ((*below, "when", "all_of", 0, "applies_text"), "g"),
    }
