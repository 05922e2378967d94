"""A record of which some searches were not read to their end, and its facts."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.gaps import Gap, GapKind
from mappings.record.patient_record import PatientRecord
from tests.mappings.reading import Reader
from tests.support.fhir import Json, patient

LEFT = Gap("prefetch/criteriaInputs", GapKind.FIRST_PAGE_ONLY)


def recorded(facts: Reader, prefetch: Json, gaps: Sequence[Gap] = (), site: str = "") -> PatientRecord:
    """The record of an adult out of this prefetch, and of these gaps."""
    return facts.record({"patient": patient(), **prefetch}, site=site, failures=gaps)
