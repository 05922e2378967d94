"""A CALOCUS composite is never mistaken for a level of care."""

from __future__ import annotations

import pytest

from tests.mappings.calocus.ratings import CHILD, COMPOSITE
from tests.mappings.reading import Reader
from tests.support.fhir import observation, score


@pytest.mark.parametrize("level", range(7))
def test_a_level_of_care_is_no_composite(facts: Reader, level: int) -> None:
    fact = facts(CHILD, score(COMPOSITE, level))[COMPOSITE]
    assert fact.value is None
    assert fact.reason == f"{level} looks like a level of care (0-6), not a composite score"


@pytest.mark.parametrize("number", [-1, 36, 40])
def test_a_number_beyond_the_range_is_no_composite(facts: Reader, number: int) -> None:
    fact = facts(CHILD, score(COMPOSITE, number))[COMPOSITE]
    assert fact.value is None
    assert fact.reason == f"{number} is out of the range 7-35"


@pytest.mark.parametrize("level", [0, 2, 3, 6])
def test_a_level_under_its_own_code_is_shown_and_settles_nothing(facts: Reader, level: int) -> None:
    fact = facts(CHILD, score("calocus-level", level))[COMPOSITE]
    assert fact.value is None
    assert [(hint.fact, hint.value, hint.note) for hint in fact.hints] == [
        ("calocus-level", level, "a level of care does not tell the composite score")
    ]


def test_a_level_that_cannot_be_read_is_not_shown(facts: Reader) -> None:
    fact = facts(CHILD, observation("calocus-level", {"valueString": "high"}))[COMPOSITE]
    assert (fact.value, fact.hints) == (None, ())


def test_a_level_beside_a_composite_changes_nothing(facts: Reader) -> None:
    fact = facts(CHILD, score("calocus-level", 1), score(COMPOSITE, 20))[COMPOSITE]
    assert fact.value == 20
    assert fact.hints == ()
