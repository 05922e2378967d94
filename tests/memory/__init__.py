"""What is remembered: the spool, the database, feedback, the report, and what survives a kill."""
