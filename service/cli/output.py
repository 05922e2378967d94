"""What commands print: one JSON document for scripts, Rich on a terminal, and the same words plain elsewhere.

Where standard output is no terminal there are no colors and no escape codes, and lines are as wide
everywhere. Rich is imported when something is drawn: a command that only serves or pipes JSON does
without.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
import msgspec

from service.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

PIPED_WIDTH = 100
"""Columns where standard output is no terminal."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document for scripts.")
"""The option that each command with a result has; the command gets it as `as_json`."""


def print_result(result: msgspec.Struct, text: RenderableType, as_json: bool) -> None:
    """Print a result as JSON, or as its text."""
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(result), indent=2))
    elif isinstance(text, str):
        print_text(text)
    else:
        stdout_console().print(text)


def print_text(text: str) -> None:
    """Print lines as they are: none is broken, and what is no text to a terminal is replaced."""
    click.echo("\n".join(map(printable, text.splitlines())))


def stdout_console(width: int | None = None) -> Console:
    """Rich's console for standard output: colors on a terminal that wants them, plain text elsewhere."""
    from service.cli.console import SafeConsole  # Rich, only where it draws

    terminal = sys.stdout.isatty()
    return SafeConsole(
        file=sys.stdout,
        force_terminal=terminal,
        width=width or (None if terminal else PIPED_WIDTH),
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        markup=False,
        emoji=False,
        highlight=False,
    )


def progress() -> Progress:
    """A progress display on standard error; it shows nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    terminal = sys.stderr.isatty()
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr, force_terminal=terminal),
        transient=True,
        disable=not terminal,
    )
