"""A question that any clinician may settle, and who answers it."""

from __future__ import annotations

from tests.support.fhir import CLINICIAN, reference

FACT = "least-restrictive"
SAID = {"valueBoolean": True}
"""A yes, as an item of a form holds it."""
ROLE = {"resourceType": "PractitionerRole", "id": "role", "practitioner": reference(CLINICIAN)}
"""A role of the clinician who answers unless a case says otherwise."""
OTHER = "Practitioner/other"
