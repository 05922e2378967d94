"""Instruments, and a person whom each is right for."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, patient

PSI = "psi-total-stress-percentile"
CBCL = "cbcl-t-withdrawn"
CALOCUS = "calocus-composite"
INFANT, TODDLER, CHILD = patient("2025-03-01"), patient("2022-03-01"), patient("2016-03-01")
PEOPLE = {PSI: INFANT, CBCL: TODDLER, CALOCUS: CHILD}


def quantity(value: object, **more: Any) -> Json:
    return {"valueQuantity": {"value": value, **more}}
