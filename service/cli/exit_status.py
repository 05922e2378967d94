"""Exit statuses of the commands, as scripts read them."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """How a command ended."""

    DONE = 0
    DIFFERS = 1
    """A replayed answer is another one than the record's."""
    FAILED = 2
    """Something is wrong, and said."""
