"""`criteria-cards migrate`: the schema of the audit database."""

from __future__ import annotations

import click

from service.audit.schema import migrate
from service.cli.database import database
from service.cli.examples import examples
from service.settings import Settings

_EXAMPLES = examples(
    {
        "criteria-cards migrate": "once, before a new version starts",
    }
)


@click.command(epilog=_EXAMPLES)
def command() -> None:
    """Bring the database's schema up to date."""
    with database(Settings().database) as engine:
        migrate(engine)
