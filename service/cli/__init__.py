"""The command criteria-cards."""
