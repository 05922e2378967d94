"""`criteria-cards forget`: deletes what is on record from before a day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from service.audit.forget import forget
from service.audit.schema import check
from service.cli.database import database
from service.cli.days import day
from service.cli.examples import examples
from service.cli.output import json_option, print_result
from service.settings import Settings


class Forgotten(Struct, frozen=True, rename="camel"):
    """How much went, or would go, by table."""

    dry_run: bool
    deleted: dict[str, int]


_EXAMPLES = examples(
    {
        "criteria-cards forget --before 2025-01-01 --dry-run": "how much would go",
        "criteria-cards forget --before 2025-01-01": "let it go",
    }
)


@click.command(epilog=_EXAMPLES)
@click.option("--before", type=day, metavar="YYYY-MM-DD", required=True, help="The first day that is kept.")
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
@json_option
def command(before: date, dry_run: bool, as_json: bool) -> None:
    """Delete calls from before a day, with their cards and the feedback on these.

    The service may run meanwhile. A file of SQLite keeps its size and is filled again.
    """
    settings = Settings()
    with database(settings.database) as engine:
        check(engine)
        gone = forget(engine, before, ZoneInfo(settings.time_zone), dry_run)
    would = "would be deleted" if dry_run else "deleted"
    told = ", ".join(f"{count} {table}" for table, count in sorted(gone.items()))
    print_result(Forgotten(dry_run, dict(gone)), f"{would}: {told}", as_json)
