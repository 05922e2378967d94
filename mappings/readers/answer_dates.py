"""When an answer was given: the day that it speaks of, else the day on which it was issued."""

from __future__ import annotations

from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first
from mappings.fhir.resources import Resource, is_absent
from mappings.patient_facts import PatientFacts

_STATED = (
    *("effectiveDateTime_", "effectiveInstant_"),
    *("effectivePeriod", "effectivePeriod_", "effectiveTiming"),
)


def effective(resource: Resource, facts: PatientFacts) -> When | None:
    """The date an Observation or a questionnaire response speaks of, else the date it was issued.

    A stated date that cannot be read is not an absent one: nothing stands in for it.
    """
    stated = stated_date(resource, facts)
    return stated if stated or states_a_date(resource) else facts.when(resource.issued)


def stated_date(resource: Resource, facts: PatientFacts) -> When | None:
    """The date an Observation or a questionnaire response speaks of, where it can be read."""
    if resource.resourceType == "QuestionnaireResponse":
        return facts.when(resource.authored)
    if when := facts.when(resource.effectiveDateTime):
        return when
    period = decoded_first(resource.effectivePeriod, Period)
    return (facts.when(period.end) if period else None) or facts.when(resource.effectiveInstant)


def states_a_date(resource: Resource) -> bool:
    """Whether something is there where its date belongs, readable or not."""
    if resource.resourceType == "QuestionnaireResponse":
        return True
    plain = resource.effectiveDateTime is not None or resource.effectiveInstant is not None
    return plain or not all(is_absent(getattr(resource, name)) for name in _STATED)
