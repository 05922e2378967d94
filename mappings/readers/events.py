"""When an entry of the record happened, and whether it did."""

from __future__ import annotations

from criteria.spans import Span
from mappings.codes.site_answers import ALL
from mappings.fhir.answers import has_value
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first
from mappings.fhir.resources import ENTERED_IN_ERROR, Resource, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer_dates import effective
from mappings.readers.condition_status import verification_status
from mappings.readers.status_codes import UNCLEAR
from mappings.readers.values import yes_or_no

_DID_NOT_HAPPEN = frozenset(
    {
        "entered-in-error",
        "not-done",
        "cancelled",
        "planned",
        "preparation",
        "unknown",
        "superseded",
    }
)
_WRONG = frozenset({"refuted", "entered-in-error", *UNCLEAR})


def happened(resource: Resource, facts: PatientFacts) -> When | None:
    """When an entry of the record took place, or was recorded."""
    period = decoded_first(resource.period, Period) or decoded_first(resource.performedPeriod, Period)
    return (
        (_last_of(period, facts) if period else None)
        or facts.when(resource.performedDateTime)
        or facts.when(resource.date)
        or facts.when(resource.recordedDate)
        or facts.when(resource.onsetDateTime)
        or effective(resource, facts)
    )


def _last_of(period: Period, facts: PatientFacts) -> When | None:
    """The end of a period, where it has come; else its start."""
    end = facts.when(period.end)
    return end if end and end.first <= facts.on else facts.when(period.start)


def recent(when: When | None, within: Span | None, facts: PatientFacts) -> bool:
    """Whether a date lies within a span up to the evaluation date; without a span, not after it."""
    if within is None:
        return when is None or when.first <= facts.on
    return when is not None and within.before(facts.on) <= when.first <= facts.on


def took_place(resource: Resource, facts: PatientFacts) -> bool:
    """Whether nothing says that the entry is wrong or did not come about, such as an answer no."""
    if string_or_empty(resource.status) in _DID_NOT_HAPPEN or resource.docStatus == ENTERED_IN_ERROR:
        return False
    if verification_status(resource, facts) in _WRONG:
        return False
    return resource.resourceType != "Observation" or _is_affirmed(resource, facts)


def _is_affirmed(observation: Resource, facts: PatientFacts) -> bool:
    """Whether what was observed is so: by a yes, or by its code alone."""
    if has_value(observation):
        return yes_or_no(observation, ALL, facts.mapping) is True
    return is_absent(observation.dataAbsentReason)
