"""What is published as FHIR: forms, policies as CQL, terminology, and what the codes of a site stand for."""
