"""What of a record feeds no criterion, by kind of gap, and what a site file could say of it."""
