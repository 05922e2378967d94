"""A clinician's own number of events: what it may look like, how long it counts, what stands beside it."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.events import Events
from criteria.reasons import ReasonCode
from tests.mappings.own.own_facts import own_facts, stay, told
from tests.support.fhir import NO, Json, observation, yes


def number(value: Json, on: str = "2026-02-27", fact: str = "admissions", **elements: Any) -> Json:
    """A clinician's own number of events."""
    return observation(fact, value, on, **elements)


@pytest.mark.parametrize(
    ("value", "number_told", "shown"),
    [
        pytest.param({"valueInteger": 2}, 2, 2, id="a number"),
        pytest.param({"valueQuantity": {"value": 2, "code": "1"}}, 2, 2, id="a quantity"),
        pytest.param({"valueInteger": 0}, 0, "none", id="zero"),
        pytest.param(NO, 0, "none", id="a no"),
    ],
)
def test_a_clinicians_number_is_told(value: Json, number_told: int, shown: str | int) -> None:
    fact = own_facts(number(value), stay("e", "2026-01-02", "2026-01-20"))["admissions"]
    assert isinstance(fact.value, Events)
    assert (fact.value.told, len(fact.value.dated), fact.value.is_whole) == (number_told, 1, False)
    assert told(fact)[0] == ("Observation/admissions", shown, "")
    assert fact.evidence[0].counts_until == "2026-03-06"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(number({"valueInteger": 2}, "2026-02-21"), ReasonCode.STALE, id="eight days old"),
        pytest.param(number({"valueInteger": -1}), ReasonCode.OUT_OF_RANGE, id="less than none"),
        pytest.param(number({"valueDecimal": 1.5}), ReasonCode.OUT_OF_RANGE, id="no whole number"),
        pytest.param(yes("admissions", "2026-02-27"), ReasonCode.UNCLEAR_SCALE, id="a yes"),
        pytest.param(
            number({"valueInteger": 2}, by="Patient/p1"), ReasonCode.NOT_A_CLINICIAN, id="the patient's"
        ),
    ],
)
def test_a_number_that_does_not_count_settles_nothing(answer: Json, code: ReasonCode) -> None:
    fact = own_facts(answer)["admissions"]
    assert (fact.value, fact.code) == (None, code)
    with_one = own_facts(answer, stay("e", "2026-01-02", "2026-01-20"))["admissions"].value
    assert isinstance(with_one, Events)
    assert with_one.told is None


def test_a_number_of_a_week_ago_still_counts() -> None:
    value = own_facts(number({"valueInteger": 2}, "2026-02-22"))["admissions"].value
    assert value == Events(told=2)
