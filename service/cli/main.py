"""The command `criteria-cards`: each of its commands is the module of its name, imported when asked for.

What is wrong is told on standard error, in one line for each mistake.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from service.cli.exit_status import ExitStatus

PROGRAM = "criteria-cards"
COMMANDS = ("coverage", "export", "forget", "migrate", "refused", "replay", "report", "serve", "trail")


class Commands(click.Group):
    """The commands by name; those that are not asked for cost the start nothing."""

    def list_commands(self, _: click.Context) -> list[str]:
        """The names, as help lists them."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """A command, out of the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"service.cli.{cmd_name}").command
        return command


@click.command(PROGRAM, cls=Commands)
@click.version_option(package_name=PROGRAM)
def commands() -> None:
    """CDS Hooks cards that show what a payer's medical-necessity policy still needs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    try:
        status: int | None = commands.main(arguments, PROGRAM, standalone_mode=False)
    except Exception as error:
        from service.cli.mistakes import mistakes  # knows the errors of heavy libraries

        sys.stderr.writelines(f"{line}\n" for line in mistakes(error))
        return ExitStatus.FAILED
    return status or ExitStatus.DONE


if __name__ == "__main__":
    sys.exit(main())
