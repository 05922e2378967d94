"""`criteria-cards refused`: events that the database refused and the service set aside."""

from __future__ import annotations

import click
from msgspec import Struct

from service.audit.events import CallRecord
from service.audit.refused import Refused, refused, store_again
from service.audit.schema import check
from service.cli.database import database
from service.cli.examples import examples
from service.cli.output import json_option, print_result
from service.settings import Settings


class SetAside(Struct, frozen=True, rename="camel"):
    """The events that are set aside, a line each; with --ship how many were stored, and how many not."""

    events: tuple[str, ...] = ()
    stored: int = 0
    left: int = 0


_EXAMPLES = examples(
    {
        "criteria-cards refused": "which events are set aside",
        "criteria-cards refused --ship": "store them, once what was wrong is mended",
    }
)


@click.command(epilog=_EXAMPLES)
@click.option("--ship", is_flag=True, help="Give them to the database once more.")
@json_option
def command(ship: bool, as_json: bool) -> None:
    """Show the events that the database refused, without what clinicians wrote."""
    settings = Settings()
    folder = settings.data / "spool"
    if not ship:
        lines = [_told(each) for each in refused(folder)]
        print_result(SetAside(tuple(lines)), "\n".join(lines) or "no event is set aside", as_json)
        return
    with database(settings.database) as engine:
        check(engine)
        taken, left = store_again(folder, engine)
    print_result(SetAside((), taken, left), f"{taken} stored, {left} refused again", as_json)


def _told(each: Refused) -> str:
    event = each.event
    if event is None:
        return f"{each.file.name}: {len(each.line)} bytes that are no event"
    kind = "evaluation" if isinstance(event, CallRecord) else "feedback"
    return f"{each.file.name}: {kind} {event.id} of {event.at}, {event.service}"
