"""The EHR's FHIR server: which may be asked, and what is asked of it."""
