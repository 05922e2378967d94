"""Policies as CQL beside our own evaluation: what an independent engine comes to."""
