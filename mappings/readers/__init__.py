"""From a sorted record to facts: one module for each kind of fact, and what they share."""
