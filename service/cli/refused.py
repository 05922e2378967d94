"""`criteria-cards refused`: events that the database refused and the service set aside."""

from __future__ import annotations

import click

from service.audit.events import CallRecord
from service.audit.refused import Refused, refused, store_again
from service.audit.schema import check
from service.cli.database import database
from service.settings import Settings


@click.command()
@click.option("--ship", is_flag=True, help="Give them to the database once more.")
def command(ship: bool) -> None:
    """Show the events that the database refused, without what clinicians wrote."""
    settings = Settings()
    folder = settings.data / "spool"
    if not ship:
        lines = [_told(each) for each in refused(folder)]
        click.echo("\n".join(lines) or "no event is set aside")
        return
    with database(settings.database) as engine:
        check(engine)
        taken, left = store_again(folder, engine)
    click.echo(f"{taken} stored, {left} refused again")


def _told(each: Refused) -> str:
    event = each.event
    if event is None:
        return f"{each.file.name}: {len(each.line)} bytes that are no event"
    kind = "evaluation" if isinstance(event, CallRecord) else "feedback"
    return f"{each.file.name}: {kind} {event.id} of {event.at}, {event.service}"
