"""Requests that no client should send: whatever comes, the service answers properly and goes on."""
