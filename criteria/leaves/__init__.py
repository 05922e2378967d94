"""The leaves of the grammar: each compares a fact or two with what the policy asks of them.

Their truth tables are in docs/adr: 0001, 0002, 0010, 0012 and 0013. The grammar is closed: a new
leaf needs a decision record first, and then a class here that stands in the
registry.
"""
