"""Measures the running service against a floor: a socket and a decode, on this machine and in this run."""
