"""Measures the running service against a floor: what one socket and one decode cost on this machine, in this run."""
