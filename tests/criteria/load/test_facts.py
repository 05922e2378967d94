"""A policy may ask only for facts that there are, each by the form of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.load import load_policy
from criteria.strict_yaml import FileError
from tests.criteria.load.small_policy import FACT, GOOD, IN_A, VOCABULARY, refusal, written


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            FACT,
            "when: {fact: lpha-recomends}",
            f"18: {IN_A}.fact: no fact 'lpha-recomends' in mappings/facts.yaml or the policy's own; "
            "the nearest name is 'lpha-recommends'",
            id="a misspelt fact",
        ),
        pytest.param(
            FACT,
            "when: {fact: calocus-composite}",
            f"18: {IN_A}.fact: calocus-composite is a score, and a truth is needed here",
            id="a score where a truth is needed",
        ),
        pytest.param(
            FACT,
            "when: {score: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.score: lpha-recommends is a truth, and a score is needed here",
            id="a truth where a score is needed",
        ),
        pytest.param(
            FACT,
            "when: {rating: calocus-composite, at_least: mild}",
            f"18: {IN_A}.rating: calocus-composite is a score, and a rating is needed here",
            id="a score where a rating is needed",
        ),
        pytest.param(
            FACT,
            "when: {fact: intervention-date}",
            f"18: {IN_A}.fact: intervention-date is a date, and a truth is needed here",
            id="a date without a window",
        ),
        pytest.param(
            FACT,
            "when: {fact: intervention-date, within: 90 days, is: not_met}",
            f"18: {IN_A}: a date within a span cannot be negated: leave out 'is'",
            id="a window that is negated",
        ),
        pytest.param(
            FACT,
            "when: {any_score: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.any_score: lpha-recommends is a truth, and a score-group is needed here",
            id="a truth where a group of scores is needed",
        ),
        pytest.param(
            FACT,
            "when: {count: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.count: lpha-recommends is a truth, and a count is needed here",
            id="a truth where a count is needed",
        ),
    ],
)
def test_a_fact_that_is_not_of_the_kind_that_is_needed_is_refused_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, old, new) == f"small/policy.yaml:{message}"


def test_an_age_needs_the_birth_date_in_the_vocabulary(tmp_path: Path) -> None:
    ageless = {name: kind for name, kind in VOCABULARY.items() if name != "birth-date"}
    with pytest.raises(FileError, match="no fact 'birth-date'"):
        load_policy(written(tmp_path, GOOD), ageless)
