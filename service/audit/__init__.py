"""What is kept of calls and feedback, and what can be told from it later. No Flask."""
