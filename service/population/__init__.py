"""Many patients: streamed, reviewed, and what of their data feeds no criterion."""
