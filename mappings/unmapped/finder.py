"""Finds what of one patient's record feeds no criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from criteria.facts import Fact
from criteria.policy import Policy
from mappings.codes.site_mapping import SiteMapping
from mappings.record.patient_record import PatientRecord
from mappings.unmapped.row import UnmappedRow


class UnmappedFinder:
    """Finds it for any number of patients of one site; keeps words of codes, nothing of a patient."""

    def __init__(self, mapping: SiteMapping, policies: Sequence[Policy]) -> None:
        self._mapping, self._policies = mapping, policies

    def of(self, record: PatientRecord, facts: Iterable[Fact]) -> tuple[UnmappedRow, ...]:
        """What feeds no criterion; `facts` are those that the criteria in question rest on, as read."""
        raise NotImplementedError(record, facts)
