"""A record of which some searches were not read to their end, and its facts."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.gaps import Gap, GapKind
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.record.patient_record import PatientRecord
from tests.mappings.reading import Reader, mapping_for
from tests.support.fhir import ON, Json, patient

LEFT = Gap("prefetch/criteriaInputs", GapKind.FIRST_PAGE_ONLY)


def recorded(facts: Reader, prefetch: Json, gaps: Sequence[Gap] = (), site: str = "") -> PatientRecord:
    """The record of an adult out of this prefetch, and of these gaps."""
    return facts.record({"patient": patient(), **prefetch}, site=site, failures=gaps)


def read(record: PatientRecord) -> PatientFacts:
    """The facts of a record for H2017."""
    return patient_facts(record, mapping_for(""), UnderReview("H2017", ON))
