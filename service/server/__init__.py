"""The process: workers, request bodies, signals."""
