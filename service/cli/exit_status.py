"""Exit statuses of the commands, as scripts read them."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """How a command ended."""

    DONE = 0
    FOUND = 1
    """It did what was asked and found something: mistakes, a new gap, a refused token, another answer."""
    FAILED = 2
    """It could not do what was asked, and said why."""
