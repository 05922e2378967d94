"""What a command of the tests tells whoever runs it."""

from __future__ import annotations

import sys


def say(*lines: str) -> None:
    """Write some lines, which are seen at once."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
