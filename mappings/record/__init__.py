"""One patient's resources, sorted."""
