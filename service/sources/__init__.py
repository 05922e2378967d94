"""What a person hands over to be read: hook requests, Bundles, folders, NDJSON, a FHIR server."""
