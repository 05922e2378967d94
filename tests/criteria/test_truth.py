"""Three-valued logic, against its meaning: what would hold however the open questions are answered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.truth import Truth, all_of, any_of, at_least, negate

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN

TRUTHS = st.lists(st.sampled_from(Truth), max_size=8)
COUNTS = st.integers(min_value=0, max_value=9)


def by_every_answer(n: int, truths: Sequence[Truth]) -> Truth:
    """The truth that every way of answering the unknowns agrees on."""
    answers = product(*([MET, NOT_MET] if truth is UNKNOWN else [truth] for truth in truths))
    held = {answer.count(MET) >= n for answer in answers}
    return UNKNOWN if len(held) == 2 else MET if held == {True} else NOT_MET


@pytest.mark.parametrize("size", range(6))
def test_at_least_says_what_every_answer_to_the_open_questions_would_say(size: int) -> None:
    for truths in product(Truth, repeat=size):
        for n in range(size + 2):
            assert at_least(n, truths) is by_every_answer(n, truths), (n, truths)


@pytest.mark.parametrize(
    ("truths", "conjunction", "disjunction"),
    [
        ((), MET, NOT_MET),
        ((MET,), MET, MET),
        ((NOT_MET,), NOT_MET, NOT_MET),
        ((UNKNOWN,), UNKNOWN, UNKNOWN),
        ((MET, MET), MET, MET),
        ((MET, NOT_MET), NOT_MET, MET),
        ((MET, UNKNOWN), UNKNOWN, MET),
        ((NOT_MET, MET), NOT_MET, MET),
        ((NOT_MET, NOT_MET), NOT_MET, NOT_MET),
        ((NOT_MET, UNKNOWN), NOT_MET, UNKNOWN),
        ((UNKNOWN, MET), UNKNOWN, MET),
        ((UNKNOWN, NOT_MET), NOT_MET, UNKNOWN),
        ((UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN),
    ],
)
def test_all_of_and_any_of_follow_the_strong_kleene_tables(
    truths: tuple[Truth, ...], conjunction: Truth, disjunction: Truth
) -> None:
    assert (all_of(truths), any_of(truths)) == (conjunction, disjunction)


@pytest.mark.parametrize(
    ("n", "truths", "expected"),
    [
        (2, (MET, MET, NOT_MET, NOT_MET), MET),
        (2, (MET, NOT_MET, NOT_MET, NOT_MET), NOT_MET),
        (2, (MET, UNKNOWN, NOT_MET, NOT_MET), UNKNOWN),
        (2, (NOT_MET, UNKNOWN, NOT_MET, NOT_MET), NOT_MET),
        (3, (MET, MET, UNKNOWN, UNKNOWN), UNKNOWN),
        (3, (MET, UNKNOWN, NOT_MET, NOT_MET), NOT_MET),
        (3, (MET, MET, MET, UNKNOWN), MET),
    ],
)
def test_two_or_three_of_four(n: int, truths: tuple[Truth, ...], expected: Truth) -> None:
    assert at_least(n, truths) is expected


@pytest.mark.parametrize(("truth", "negated"), [(MET, NOT_MET), (NOT_MET, MET), (UNKNOWN, UNKNOWN)])
def test_negation_leaves_the_unknown_unknown(truth: Truth, negated: Truth) -> None:
    assert negate(truth) is negated


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_refuses_to_be_a_yes_or_no(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)


@given(TRUTHS, COUNTS, st.data())
def test_learning_an_answer_never_flips_met_and_not_met(
    truths: list[Truth], n: int, data: st.DataObject
) -> None:
    learnt = [data.draw(st.sampled_from([MET, NOT_MET])) if truth is UNKNOWN else truth for truth in truths]
    before = at_least(n, truths)
    assert before is UNKNOWN or at_least(n, learnt) is before


@given(TRUTHS, COUNTS, st.data())
def test_the_order_of_the_parts_does_not_matter(truths: list[Truth], n: int, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(truths))
    assert at_least(n, shuffled) is at_least(n, truths)


@given(TRUTHS)
def test_and_is_the_negation_of_or_of_negations(truths: list[Truth]) -> None:
    assert all_of(truths) is negate(any_of([negate(truth) for truth in truths]))
