"""`criteria-cards trail`: which patients' records were looked at, for whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from service.audit.calls import Period
from service.audit.schema import check
from service.audit.text_table import Row
from service.audit.trail import persons, trail
from service.cli.database import database
from service.cli.days import check_order, day
from service.cli.examples import examples
from service.cli.output import json_option, print_result
from service.clock import today
from service.installation import pseudonyms_of
from service.settings import Settings, WrongSetting

_DAYS = 30
_EXAMPLES = examples(
    {
        "criteria-cards trail --patient 4711 --since 2026-01-01": "who looked at a patient's record",
        "criteria-cards trail --user Practitioner/17 --known ids.txt": "what a user looked at",
    }
)


class Trail(msgspec.Struct, frozen=True):
    """The calls of a period, in order, as one document."""

    since: date
    until: date
    calls: tuple[Row, ...]


@click.command(epilog=_EXAMPLES)
@click.option("--patient", "patients", multiple=True, metavar="ID", help="Calls about this patient.")
@click.option(
    "--user", "users", multiple=True, metavar="TYPE/ID", help="Calls for this user, such as Practitioner/17."
)
@click.option(
    "--known",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Ids to tell by name, one on each line: Patient/ID, or a user's TYPE/ID.",
)
@click.option("--since", type=day, metavar="YYYY-MM-DD", help=f"First day; {_DAYS} days when left out.")
@click.option("--until", type=day, metavar="YYYY-MM-DD", help="Last day; today when left out.")
@json_option
def command(
    patients: Sequence[str],
    users: Sequence[str],
    known: Path | None,
    since: date | None,
    until: date | None,
    as_json: bool,
) -> None:
    """Print the calls of a period, a JSON object on each line, with the ids of those that are named."""
    settings = Settings()
    pseudonyms = pseudonyms_of(settings)
    if not pseudonyms:
        raise WrongSetting("pseudonym_keys", "without the keys nobody can be told from the record")
    zone = ZoneInfo(settings.time_zone)
    until = until or today(zone)
    since = since or until - timedelta(days=_DAYS - 1)
    check_order(since, until)
    listed = known.read_text(encoding="utf-8").split() if known else []
    with database(settings.database) as engine:
        check(engine)
        asked = persons(pseudonyms, patients, users)
        calls = trail(engine, Period(since, until, zone), asked, persons(pseudonyms, *_told_apart(listed)))
    if as_json:
        print_result(Trail(since, until, tuple(calls)), "", as_json)
    else:
        click.echo(msgspec.json.Encoder().encode_lines(calls), nl=False)
    if not calls:
        click.echo(f"no such call is on record from {since} to {until}", err=True)


def _told_apart(listed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Ids as patients and as users; a patient may be a user as well."""
    every = list(listed)
    return [each for each in every if each.startswith("Patient/")], every
