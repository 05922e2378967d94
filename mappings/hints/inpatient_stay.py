"""Inpatient stays."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.fhir.resources import codings, string_or_empty
from mappings.hints.hint_reader import Hint, HintReader, RecentHintSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.events import happened, recent, took_place

_INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
"""Codes of Encounter.class (http://terminology.hl7.org/CodeSystem/v3-ActCode)."""


def _inpatient_stay(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.encounters:
        if any(string_or_empty(c.code) in _INPATIENT for c in codings(found.resource.class_)):
            when = happened(found.resource, facts)
            if took_place(found.resource, facts) and recent(when, spec.within, facts):
                status = string_or_empty(found.resource.status) or "its status is not stated"
                yield Hint(found.reference, when, "", f"inpatient stay, {status}")


INPATIENT_STAY = HintReader("inpatient-stay", RecentHintSpec, _inpatient_stay, ("encounters",))
