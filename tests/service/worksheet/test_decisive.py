"""How the whole hangs on what is open: said only as far as it holds, whatever combines the criteria."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cds_cards.worksheet_wording import Weighted, load_worksheet_wording
from criteria.determination import Determination
from criteria.findings import Finding
from criteria.phases import ADMISSION
from criteria.truth import Truth
from service.worksheet.decisive import more_needed, told
from tests.support.policies import criterion, policy, rule_set

WORDS = load_worksheet_wording().decide
MET, NOT_MET, OPEN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
A, B, C, D = (criterion(name, {"fact": f"said-{name.lower()}"}) for name in "ABCD")


def found(when: Any, *truths: Truth) -> Determination:
    """A rule set of which A, B and so on came to this."""
    small = policy(rule_set(when=when))
    criteria = tuple(Finding(name, truth.outcome) for name, truth in zip("ABCD", truths, strict=False))
    only = small.rule_sets[0]
    everybody = Finding("population", MET.outcome)
    return Determination(small, ADMISSION, only, date(2026, 3, 1), OPEN, everybody, criteria)


ALL, ANY = {"all_of": [A, B, C]}, {"any_of": [A, B, C]}
TWO = {"all_of": [{"at_least": 2, "of": [A, B, C, D]}]}
MIXED = {"all_of": [A, {"any_of": [B, C]}]}


@pytest.mark.parametrize(
    ("when", "truths", "expected"),
    [
        pytest.param(ALL, (MET, MET, OPEN), WORDS.alone, id="the last of all that are needed"),
        pytest.param(ALL, (MET, OPEN, OPEN), WORDS.both, id="two of all that are needed"),
        pytest.param(ALL, (OPEN, OPEN, OPEN), WORDS.several, id="all of all that are needed"),
        pytest.param(ANY, (NOT_MET, NOT_MET, OPEN), WORDS.alone, id="the last of alternatives"),
        pytest.param(ANY, (NOT_MET, OPEN, OPEN), WORDS.any, id="two alternatives"),
        pytest.param(TWO, (MET, NOT_MET, OPEN, OPEN), WORDS.any, id="one more of two is enough"),
        pytest.param(TWO, (NOT_MET, NOT_MET, OPEN, OPEN), WORDS.both, id="two more are needed of two"),
        pytest.param(TWO, (OPEN, OPEN, OPEN, OPEN), WORDS.some, id="two more are needed of four"),
        pytest.param(TWO, (NOT_MET, OPEN, OPEN, OPEN), WORDS.some, id="two more are needed of three"),
        pytest.param(MIXED, (MET, OPEN, OPEN), WORDS.any, id="what is needed is met, alternatives are left"),
        pytest.param(MIXED, (OPEN, MET, OPEN), WORDS.left, id="an alternative that changes nothing is open"),
        pytest.param(MIXED, (OPEN, OPEN, NOT_MET), WORDS.both, id="the last alternative is needed"),
        pytest.param(MIXED, (OPEN, OPEN, OPEN), WORDS.left, id="one is needed, and one of two"),
    ],
)
def test_it_says_what_is_needed(when: Any, truths: tuple[Truth, ...], expected: Weighted) -> None:
    at = found(when, *truths)
    assert at.rule_set is not None
    assert told(at, at.rule_set, at.policy, WORDS) is expected


@pytest.mark.parametrize(
    ("truths", "more"), [((OPEN,) * 4, 2), ((MET, OPEN, OPEN, OPEN), 1), ((NOT_MET, OPEN, OPEN, OPEN), 2)]
)
def test_it_counts_how_many_more_are_needed(truths: tuple[Truth, ...], more: int) -> None:
    at = found(TWO, *truths)
    assert at.rule_set is not None
    assert more_needed(at, at.rule_set) == more


def test_no_sentence_says_it_of_answers_since_no_to_a_negated_question_meets_its_criterion() -> None:
    for each in (WORDS.alone, WORDS.both, WORDS.several, WORDS.any, WORDS.some):
        assert " No " not in f"{each.strong} {each.rest}"
