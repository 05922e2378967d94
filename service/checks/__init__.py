"""What is wrong with the files and settings of an installation, all of it at once."""
