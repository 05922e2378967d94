"""Where entries may stand beside the server of the request, and a diagnosis that may stand there."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, condition, icd

URN = "urn:uuid:7d1c3a52-0b1e-4b4e-9a41-000000000001"
ELSEWHERE = "https://hie.example/fhir"


def diagnosed(**elements: Any) -> Json:
    """A diagnosis in force."""
    return condition(icd("F32.1"), **elements)
