"""What tests of several rooms share: FHIR as short as it can be written, hook calls, and who makes them."""
