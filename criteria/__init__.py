"""The published policies as data, and the three-valued engine that reads them.

Pure: no FHIR, no HTTP, no clock. Facts go in, determinations come out.
"""
