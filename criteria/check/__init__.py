"""What a policy's author is told: cases, quotes, mutants."""
