"""Short patients: a record in the words of a clinician, and the FHIR and hook calls that an EHR makes of it.

Knows nothing of tests, so that commands of the product can use it as well.
"""
