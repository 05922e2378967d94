"""One domain of functioning, its ratings and its improvement, for a service that has begun."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, score, service_start

RATING, IMPROVED = "severity-recreation", "improved-recreation"
START = service_start()


def rated(number: int, on: str, **elements: Any) -> Json:
    """A rating of that day."""
    return score(RATING, number, on, identity=f"{number}-{on}", **elements)
