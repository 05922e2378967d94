"""What codes mean here, compiled at start."""
