"""The walls of the house: which room may know what, read off the source and held by tests."""
