"""`criteria-cards map`: what a site's file could say of the codes in a source."""

from __future__ import annotations

import click

from service.cli.map_suggest import suggest


@click.group()
def command() -> None:
    """Map a site's own codes to our inputs."""


command.add_command(suggest)
