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
from service.audit.trail import persons, trail
from service.cli.database import database
from service.cli.days import check_order, day
from service.clock import today
from service.installation import pseudonyms_of
from service.settings import Settings, WrongSetting

_DAYS = 30


@click.command()
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
def command(
    patients: Sequence[str],
    users: Sequence[str],
    known: Path | None,
    since: date | None,
    until: date | None,
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
    for call in calls:
        click.echo(msgspec.json.encode(call))
    if not calls:
        click.echo(f"no such call is on record from {since} to {until}", err=True)


def _told_apart(listed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Ids as patients and as users; a patient may be a user as well."""
    every = list(listed)
    return [each for each in every if each.startswith("Patient/")], every
