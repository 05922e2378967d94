"""`criteria-cards replay`: a saved request evaluated again, beside what is on record of it."""

from __future__ import annotations

from pathlib import Path

import click

from service.audit.replay import Installed, replay
from service.audit.schema import check
from service.cli.database import database
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import json_option, print_result
from service.installation import load_installation
from service.settings import Settings

_EXAMPLES = examples(
    {
        "criteria-cards replay request.json": "by the rules of then; exit status 1 where the answer differs",
        "criteria-cards replay request.json --installed": "by the rules installed here",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("request", type=click.Path(path_type=Path), metavar="REQUEST.json")
@click.option(
    "--card", default="", metavar="UUID", help="A card it was answered with, where the file was reformatted."
)
@click.option("--installed", is_flag=True, help="By the rules installed here rather than those of then.")
@json_option
def command(request: Path, card: str, installed: bool, as_json: bool) -> int:
    """Evaluate a saved request again and compare with the record."""
    settings = Settings(require_token=False)
    body = request.read_bytes()
    here = load_installation(settings) if installed else None
    rules = Installed(here.site_called, settings.validate_evidence) if here else None
    with database(settings.database) as engine:
        check(engine)
        replayed = replay(engine, body, rules, card)
    print_result(replayed, "\n".join(replayed.lines), as_json)
    if replayed.same is None:
        return ExitStatus.FAILED
    return ExitStatus.DONE if replayed.same else ExitStatus.FOUND
