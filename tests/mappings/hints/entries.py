"""What a record holds that the tests of several kinds of hints look for, and what is shown of it."""

from __future__ import annotations

from criteria.facts import Fact
from tests.support.fhir import HCPCS, HL7, Json, coding, service

CRISIS = coding(HCPCS, "H2011")
INPATIENT: Json = {"class_": coding(f"{HL7}/v3-ActCode", "IMP")}
CONTACT: Json = {"type": [service()]}


def cited(resource: Json) -> str:
    """What evidence calls a resource."""
    return f"{resource['resourceType']}/{resource['id']}"


def shown_beside(fact: Fact) -> list[str]:
    """The references of the hints beside a fact, which is open; each hint says what it does not show."""
    assert fact.value is None
    assert all(hint.note for hint in fact.hints)
    return [hint.reference for hint in fact.hints]
