"""The service as it is run: the real server in processes of its own, on this machine only."""
