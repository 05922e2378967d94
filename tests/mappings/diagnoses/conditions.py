"""Conditions as the tests of their dates and statuses write them, and the facts they are read into."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import Json, clinical, condition, icd

PAST_YEAR, CURRENT = "dx-mental-disorder", "dx-mental-disorder-current"
MDD = "dx-major-depression"
ACTIVE = "dx-active-past-year"
"""What a clinician is asked about a disorder that may be over."""


def anxiety(**elements: Any) -> Json:
    """Generalized anxiety disorder, in both lists of mental disorders; no date but those given."""
    stated: Json = {"recordedDate": None} | elements
    return condition(icd("F41.1"), **stated)


def resolved(**elements: Any) -> Json:
    """Major depression that is resolved; no date but those given."""
    return condition(icd("F33.1"), clinicalStatus=clinical("resolved"), recordedDate=None, **elements)


def in_remission() -> Json:
    """Major depression that was in remission years ago."""
    return condition(icd("F33.1"), clinicalStatus=clinical("remission"), recordedDate="2019-01-01")
