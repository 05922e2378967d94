"""What is shown beside an open question and settles nothing: one module for each kind."""
