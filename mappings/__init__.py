"""From FHIR R4 resources to the facts that policies ask for; the only place that knows codes."""
