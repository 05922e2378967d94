"""`criteria-cards serve`: the CDS services over HTTP, until a signal ends them."""

from __future__ import annotations

import click

from service.cli.examples import examples
from service.installation import load_installation
from service.server.granian import Size, serve
from service.settings import Settings

_EXAMPLES = examples(
    {
        "criteria-cards serve": "on this machine alone, at port 5000",
        "criteria-cards serve --host 0.0.0.0 --port 8080 --workers 4": "for others, by four processes",
    }
)


@click.command(epilog=_EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Name or address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes; about one per core.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 512),
    default=32,
    show_default=True,
    help="Requests a process works on at a time.",
)
@click.option(
    "--largest",
    type=click.IntRange(128, 2**20),
    default=512,
    show_default=True,
    metavar="MIB",
    help="Replace a process above this.",
)
def command(host: str, port: int, workers: int, threads: int, largest: int) -> None:
    """Serve the CDS services."""
    serve(host, port, Size(workers, threads, largest), load_installation(Settings()))
