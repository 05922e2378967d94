"""Short patients in `fixtures/patients`, the hook calls made of them, and what is expected of the cards.

`python -m tests.goldens` writes `fixtures/order-select`; `--check` only
compares. The expectations of a case are written by hand and never by this.
"""
