"""Forms made of policies and facts, and the answers to them as FHIR resources."""
