"""What a site lists as the qualification of an LPHA."""

from __future__ import annotations

from tests.support.fhir import coding

LPC = coding("https://ehr.example/license", "LPC")
LISTS_LPC = 'lpha_qualifications: [{system: "https://ehr.example/license", code: LPC}]'
"""In a site's file."""
