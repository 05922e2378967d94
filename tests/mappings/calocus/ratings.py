"""The ratings of a CALOCUS, as components of a panel or each an Observation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.fhir import OWN, RECENT, Json, coding, concept, observation, patient, score

COMPOSITE = "calocus-composite"
CHILD = patient("2016-03-01")
SUMMED = {
    "risk-of-harm": 2,
    "functional-status": 3,
    "co-morbidity": 3,
    "environmental-stress": 2,
    "environmental-support": 2,
    "resiliency": 3,
}
"""15 points; with the greater of two and three for dimension VI they are 18, with both 20."""
EIGHT = {**SUMMED, "acceptance-child": 2, "acceptance-parent": 3}


def components(ratings: Mapping[str, int]) -> list[Json]:
    """The ratings, as components of an Observation."""
    return [
        {"code": concept(coding(OWN, f"calocus-{name}")), "valueInteger": rating}
        for name, rating in ratings.items()
    ]


def panel(ratings: Mapping[str, int], value: Json | None = None, on: str = RECENT, **elements: Any) -> Json:
    """A composite with or without a value, and its ratings as components."""
    return observation(
        COMPOSITE, value or {}, on, identity=f"panel-{on}", component=components(ratings), **elements
    )


def separate(ratings: Mapping[str, int], on: str = RECENT, **elements: Any) -> list[Json]:
    """The ratings, each an Observation."""
    return [
        score(f"calocus-{name}", rating, on, identity=f"{name}-{on}", **elements)
        for name, rating in ratings.items()
    ]
