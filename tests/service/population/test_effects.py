"""What an addition changes in one patient, as counts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from criteria.truth import Truth
from service.population.effects import MAX_EXAMPLES, Effect
from service.population.patient_result import Criterion, PatientResult

A = Criterion("policy", "admission", "A")
B = Criterion("policy", "admission", "B")
STAY = Criterion("policy", "stay", "A")
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN


def counted(before: Mapping[Criterion, Truth], after: Mapping[Criterion, Truth]) -> Effect:
    effect = Effect()
    effect.add(PatientResult(before, {}), PatientResult(after, {}), "Observation/1")
    return effect


@pytest.mark.parametrize(
    ("before", "after", "turned", "settled", "not_met", "undone"),
    [
        pytest.param(UNKNOWN, MET, 1, 1, 0, 0, id="an open one is met"),
        pytest.param(UNKNOWN, NOT_MET, 1, 1, 1, 0, id="an open one is not met"),
        pytest.param(MET, NOT_MET, 0, 0, 1, 0, id="a met one is not met"),
        pytest.param(NOT_MET, MET, 0, 0, 0, 0, id="one that was not met is met"),
        pytest.param(MET, UNKNOWN, 0, -1, 0, 1, id="a met one is open again"),
        pytest.param(MET, MET, 0, 0, 0, 0, id="nothing changes"),
    ],
)
def test_a_criterion_that_moves_is_counted_by_how_it_moves(
    before: Truth, after: Truth, turned: int, settled: int, not_met: int, undone: int
) -> None:
    effect = counted({A: before}, {A: after})
    assert (effect.turned, effect.patients) == (turned, turned)
    assert (effect.settled[A], effect.not_met[A], effect.undone[A]) == (settled, not_met, undone)
    assert effect.applies[A] == 0
    assert effect.examples == ["Observation/1"] * not_met


def test_one_patient_is_counted_once_however_many_criteria_turn() -> None:
    effect = counted({A: UNKNOWN, B: UNKNOWN}, {A: MET, B: NOT_MET})
    assert (effect.patients, effect.turned) == (1, 2)


def test_a_patient_who_turns_out_to_be_in_care_is_counted_with_other_criteria() -> None:
    effect = counted({A: MET, B: UNKNOWN}, {STAY: NOT_MET})
    assert dict(effect.applies) == {A: -1, B: -1, STAY: 1}
    assert (effect.settled[A], effect.settled[B], effect.settled[STAY]) == (-1, 0, 1)
    assert effect.not_met == {STAY: 1}
    assert effect.turned == 0


def test_whom_it_answers_something_is_counted_though_no_criterion_is_settled_by_it_alone() -> None:
    effect = Effect()
    lacking = frozenset(("severity-school-work", "severity-recreation"))
    before = PatientResult({A: UNKNOWN}, {A: lacking})
    effect.add(before, PatientResult({A: UNKNOWN}, {A: frozenset(("severity-recreation",))}), "")
    effect.add(before, before, "")
    assert (effect.answered, effect.turned) == (1, 0)


def test_parts_put_together_are_as_the_whole() -> None:
    """Of more patients than references are shown."""
    whole, one, other = Effect(), Effect(), Effect()
    for number in range(MAX_EXAMPLES + 2):
        result = PatientResult({A: UNKNOWN}, {}), PatientResult({A: NOT_MET}, {}), f"Observation/{number}"
        whole.add(*result)
        (one if number < 5 else other).add(*result)
    one.merge(other)
    assert one == whole
    assert (len(whole.examples), whole.not_met[A]) == (MAX_EXAMPLES, MAX_EXAMPLES + 2)
