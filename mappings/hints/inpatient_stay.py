"""Inpatient stays."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.fhir.dates import When
from mappings.fhir.resources import Resource, codings, string_or_empty
from mappings.hints.hint_reader import Hint, HintReader, RecentHintSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.events import happened, recent, took_place
from mappings.readers.stated_span import span_of_period

_INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
"""Codes of Encounter.class (http://terminology.hl7.org/CodeSystem/v3-ActCode)."""
_GOES_ON = ("in-progress", "onleave")


def _inpatient_stay(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.encounters:
        if any(string_or_empty(c.code) in _INPATIENT for c in codings(found.resource.class_)):
            when = happened(found.resource, facts)
            bears = recent(when, spec.within, facts) or _goes_on(found.resource, when, facts)
            if took_place(found.resource, facts) and bears:
                status = string_or_empty(found.resource.status) or "its status is not stated"
                yield Hint(found.reference, when, "", f"inpatient stay, {status}")


def _goes_on(stay: Resource, since: When | None, facts: PatientFacts) -> bool:
    """Whether a stay has begun and says neither by its status nor by an end that it is over."""
    is_open = stay.status in _GOES_ON and not span_of_period(stay.period, facts).end
    return is_open and since is not None and since.first <= facts.on


INPATIENT_STAY = HintReader("inpatient-stay", RecentHintSpec, _inpatient_stay, ("encounters",))
