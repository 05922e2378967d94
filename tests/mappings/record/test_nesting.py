"""Nesting beyond sense costs the element that it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from criteria.truth import Truth
from tests.mappings.reading import Reader
from tests.support.fhir import Json, observation, patient, yes


def nested(levels: int) -> Json:
    """A score whose number stands inside so many lists."""
    value: Any = 81
    for _ in range(levels):
        value = [value]
    return observation("psi-total-stress-percentile", {"valueQuantity": {"value": value}})


def far_down(levels: int, call: Callable[[], Any]) -> Any:
    """The call made so many calls below this one."""
    return far_down(levels - 1, call) if levels else call()


def test_nesting_beyond_sense_costs_its_element(facts: Reader) -> None:
    read = facts(patient("2025-03-01"), nested(900), yes("least-restrictive"))
    assert read["psi-total-stress-percentile"].reason == "it holds no value that can be read"
    assert read["least-restrictive"].value is Truth.MET


def test_nesting_that_only_a_deeper_call_cannot_follow_costs_its_element(facts: Reader) -> None:
    read = facts(patient("2025-03-01"), nested(900), yes("least-restrictive"))
    fact = far_down(200, lambda: read["psi-total-stress-percentile"])
    assert fact.reason == "it holds no value that can be read"
    assert read["least-restrictive"].value is Truth.MET
