"""What is published as FHIR: forms, policies as CQL, code systems, value sets, and what the codes of a site stand for."""
