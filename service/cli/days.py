"""Days as options of commands."""

from __future__ import annotations

from datetime import date

import click

from service.clock import day_written


def day(text: str) -> date:
    """A day of this program's time; those at the ends of the calendar have no day before or after.

    Raises:
        click.BadParameter: when it is none.
    """
    try:
        named = day_written(text)
    except ValueError:
        named = date.min
    if not 1900 <= named.year <= 2999:
        raise click.BadParameter("expected a day such as 2026-03-01")
    return named


def check_order(since: date, until: date) -> None:
    """See that a period has a day.

    Raises:
        click.UsageError: when it ends before it begins.
    """
    if since > until:
        raise click.UsageError("--since is after --until")
