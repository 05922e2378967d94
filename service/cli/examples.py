"""The examples at the end of each command's help; docs/cli.md shows them too, and a test runs them."""

from __future__ import annotations

from collections.abc import Mapping


def examples(commands: Mapping[str, str]) -> str:
    """The epilog of a command: command lines, each below a comment that says what it is for."""
    lines = [line for command, comment in commands.items() for line in (f"  # {comment}", f"  {command}")]
    return "\n".join(("\b", "Examples:", *lines))
