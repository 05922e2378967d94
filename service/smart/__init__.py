"""SMART on FHIR: launches from an EHR, and the sessions of worksheets."""
