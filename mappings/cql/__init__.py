"""A policy as CQL over its facts, and the FHIR Library and PlanDefinition that carry it (docs/cql.md)."""
