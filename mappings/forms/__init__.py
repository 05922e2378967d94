"""Forms made of policies: what a person is asked, as FHIR, and what the answers are written as."""
