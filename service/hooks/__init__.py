"""The CDS Hooks protocol: requests, the hooks, and the one line from a call to its answer."""
