"""`criteria-cards export` writes what is served under /fhir/ as a FHIR package, which servers can load."""

from __future__ import annotations

from pathlib import Path

import click

from service.installation import load_installation
from service.publication.package import write_package
from service.settings import Settings


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write forms, code systems, value sets and the site's concept maps into FOLDER, as a FHIR package."""
    installation = load_installation(Settings())
    written = write_package(installation.publications[installation.settings.site], folder)
    click.echo(f"{len(written)} files in {folder}; the whole package is {written[-1].name}")
