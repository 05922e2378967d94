"""Cards out of determinations: all the words a clinician reads, and the wire form they travel in.

Pure: no FHIR, no HTTP, no clock.
"""
