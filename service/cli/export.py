"""`criteria-cards export` writes what is served under /fhir/ as a FHIR package, which servers can load."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import Struct

from service.cli.examples import examples
from service.cli.output import json_option, print_result
from service.installation import load_installation
from service.publication.package import write_package
from service.settings import Settings


class Exported(Struct, frozen=True):
    """The files that were written, by name; the whole package is the last."""

    folder: str
    files: tuple[str, ...]


_EXAMPLES = examples(
    {
        "criteria-cards export package": "into a folder, to load into a FHIR server",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Write forms, terminology and policies as CQL into FOLDER, as a FHIR package."""
    installation = load_installation(Settings())
    written = write_package(installation.publications[installation.settings.site], folder)
    told = f"{len(written)} files in {folder}; the whole package is {written[-1].name}"
    print_result(Exported(str(folder), tuple(each.name for each in written)), told, as_json)
