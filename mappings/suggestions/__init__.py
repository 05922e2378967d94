"""The FHIR resources that a card suggests to write; the words in them are handed in."""
