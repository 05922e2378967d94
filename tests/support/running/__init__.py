"""Runs the service, and other servers, as processes of their own, and asks them over loopback."""
