"""Small changes of the code, each of which some test has to notice: `make mutants`.

Ours, since of the kept tools none takes a seeded sample, a room with the tests
of that room, and the changes that went unnoticed here: a condition, a member
or a statement left out, `any` for `all`. An installed one would change the
work tree or rewrite it as a whole.
"""
