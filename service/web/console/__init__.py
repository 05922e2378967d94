"""The pages of the console, for integration engineers and testers."""
