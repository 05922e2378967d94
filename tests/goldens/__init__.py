"""Golden cases: short patients of `fixtures/patients`, put to the service, and what is expected of the cards.

`python -m tests.goldens` writes a folder for each below the one of its hook;
`--check` only compares. The expectations are written by hand and never by this.
"""
