"""What the pages of the console show, as data without HTML. Keeps nothing of a patient."""
