"""A word on the start of a service, and what is said where nothing shows one."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, service_start

NOTHING = "no plan or order in the record shows that the service has begun"


def started(on: str = "2026-01-05", **elements: Any) -> Json:
    """A clinician's word, given on 2026-01-05, on when the service began."""
    return service_start(on, "2026-01-05", **elements)
