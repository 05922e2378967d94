"""FHIR R4 servers that keep what is written, as processes, behind a gate that fails on demand."""
