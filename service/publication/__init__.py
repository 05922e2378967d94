"""What is published as FHIR: forms, code systems, value sets, and what the codes of a site stand for."""
