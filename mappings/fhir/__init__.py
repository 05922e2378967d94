"""What FHIR looks like; judges nothing."""
