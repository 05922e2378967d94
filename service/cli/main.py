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
_HELP_WIDTH = 100
_MAX_SENTENCE = 200
"""Of a command among all of them, which is told by its first sentence."""
SECTIONS = {
    "Wire a site, write a policy": (
        "check",
        "cases",
        "preview",
        "facts",
        "new",
        "explain",
        "gaps",
        "decide",
        "map",
    ),
    "Try a service out": ("fire", "card", "token", "check-token"),
    "Operate the service": ("serve", "migrate", "report", "refused", "replay", "trail", "forget"),
    "Write documents": ("export", "cql"),
}
"""The commands by what they are for, as help lists them."""
COMMANDS = tuple(name for names in SECTIONS.values() for name in names)


class Commands(click.Group):
    """The commands by name; those that are not asked for cost the start nothing."""

    def list_commands(self, _: click.Context) -> list[str]:
        """The names, as help lists them."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """A command, out of the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"service.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each section's commands, with the first sentence of what each does."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                commands = ((name, self.get_command(ctx, name)) for name in names)
                rows = [(name, each.get_short_help_str(_MAX_SENTENCE)) for name, each in commands if each]
                formatter.write_dl(rows)


@click.command(PROGRAM, cls=Commands, context_settings={"max_content_width": _HELP_WIDTH})
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
