"""`make interop`: what other people's programs make of our FHIR (docs/interop.md)."""
