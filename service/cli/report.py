"""`criteria-cards report`: what a period's cards came to, and what clinicians made of them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import click

from service.audit.calls import Period
from service.audit.report import as_json, as_text, report, sites
from service.audit.schema import check
from service.cli.database import database
from service.cli.days import check_order, day
from service.cli.examples import examples
from service.clock import today
from service.settings import Settings

_DAYS = 30
_EXAMPLES = examples(
    {
        "criteria-cards report": "the last 30 days, of all sites",
        "criteria-cards report --since 2026-01-01 --until 2026-03-31 --json": "a quarter, for a script",
    }
)


@click.command(epilog=_EXAMPLES)
@click.option(
    "--since", type=day, metavar="YYYY-MM-DD", help=f"First day; when left out, {_DAYS} days count."
)
@click.option("--until", type=day, metavar="YYYY-MM-DD", help="Last day; today when left out.")
@click.option("--site", default="", help="One site; all when left out.")
@click.option("--with-bench", is_flag=True, help="Count the calls of the console's request bench as well.")
@click.option("--json", "wants_json", is_flag=True, help="The same numbers as JSON.")
def command(since: date | None, until: date | None, site: str, with_bench: bool, wants_json: bool) -> None:
    """Print what a period's cards came to."""
    settings = Settings()
    zone = ZoneInfo(settings.time_zone)
    until = until or today(zone)
    since = since or until - timedelta(days=_DAYS - 1)
    check_order(since, until)
    with database(settings.database) as engine:
        check(engine)
        if site and site not in (known := sites(engine)):
            named = ", ".join(known) or "no site"
            click.echo(f"no call of this site is on record; there are calls of: {named}", err=True)
        numbers = report(engine, Period(since, until, zone, site, with_bench))
    click.echo(as_json(numbers) if wants_json else as_text(numbers), nl=False)
