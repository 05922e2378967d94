"""When an entry of the record happened, and whether it did."""

from __future__ import annotations

from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first
from mappings.fhir.resources import Concept, Resource, codings, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer_dates import effective

_DID_NOT_HAPPEN = frozenset(
    {
        "entered-in-error",
        "not-done",
        "cancelled",
        "planned",
        "preparation",
        "unknown",
        "refuted",
        "superseded",
    }
)


def happened(resource: Resource, facts: PatientFacts) -> When | None:
    """When an entry of the record took place, or was recorded."""
    period = decoded_first(resource.period, Period) or decoded_first(resource.performedPeriod, Period)
    return (
        (facts.when(period.end) or facts.when(period.start) if period else None)
        or facts.when(resource.performedDateTime)
        or facts.when(resource.date)
        or facts.when(resource.recordedDate)
        or facts.when(resource.onsetDateTime)
        or effective(resource, facts)
    )


def recent(when: When | None, within: Span | None, facts: PatientFacts) -> bool:
    """Whether a date lies within a span up to the evaluation date; without a span, not after it."""
    if within is None:
        return when is None or when.first <= facts.on
    return when is not None and within.before(facts.on) <= when.first <= facts.on


def took_place(resource: Resource) -> bool:
    """Whether nothing says that the entry is wrong or did not come about."""
    verification = {
        string_or_empty(c.code) for c in codings(decoded_first(resource.verificationStatus, Concept))
    }
    return string_or_empty(resource.status) not in _DID_NOT_HAPPEN and verification.isdisjoint(
        _DID_NOT_HAPPEN
    )
