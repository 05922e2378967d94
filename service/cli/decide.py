"""`criteria-cards decide`: keep in the ledger what was decided of a gap; the site's file stays as it is."""

from __future__ import annotations

import getpass
from datetime import date

import click

from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.installed_site import chosen_site, site_option
from service.cli.output import json_option, print_result
from service.clock import today
from service.population.gap_report import DecisionTold, GapFound, GapReport
from service.population.kept_reports import kept_report, load_report
from service.population.ledger import Decision, Entry, decide, ledger_beside

_EXAMPLES = examples(
    {
        "criteria-cards decide 13a7297b accepted --site north.yaml --why 'same form, checked 20 rows'": (
            "the lines to paste are told again"
        ),
        "criteria-cards decide 13a7297b postponed --until 2027-01-31 --site north.yaml --why 'ask them'": (
            "asks again after that day"
        ),
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("gap")
@click.argument("decision", type=click.Choice([each.value for each in Decision]))
@site_option
@click.option("--why", required=True, help="The reason, for whoever reads the ledger.")
@click.option("--by", default="", help="Who decides; the user of this machine when left out.")
@click.option("--until", type=day, metavar="YYYY-MM-DD", help="Of a postponed one: the day it asks again.")
@json_option
def command(
    gap: str, decision: str, site_name: str, why: str, by: str, until: date | None, as_json: bool
) -> int:
    """Decide on a gap of the latest report, by its id.

    Decisions stand in the ledger beside the site's file, with who, when and why. Refused gaps stay quiet,
    postponed ones ask again after their day. The site's file is never changed: of an accepted gap the lines
    to paste are printed.
    """
    chosen = chosen_site(site_name)
    if chosen.file is None:
        raise click.UsageError("name the --site whose ledger this is for")
    if until and decision != Decision.POSTPONED:
        raise click.UsageError("--until is for a postponed gap")
    site = chosen.spec.load()
    found = _gap(load_report(kept_report(chosen.settings.data, site.name)), gap)
    on = today(site.reviewer.mapping.zone)
    kind = Decision(decision)
    who = by or getpass.getuser()
    lines = found.proposals[0].lines if kind is Decision.ACCEPTED and found.proposals else ""
    entry = Entry(
        gap=gap,
        decision=kind,
        what=found.what,
        fact=found.fact,
        by=who,
        on=on,
        why=why,
        lines=lines,
        until=until,
    )
    ledger = ledger_beside(chosen.file)
    decide(ledger, entry)
    told = DecisionTold(kind, who, on.isoformat(), why, until.isoformat() if until else "")
    words = [f"{decision} in {ledger.name}: {found.what}"]
    if lines:
        words += [f"paste into {chosen.file.name}:", *lines.splitlines()]
    print_result(told, "\n".join(words), as_json)
    return ExitStatus.DONE


def _gap(report: GapReport | None, gap: str) -> GapFound:
    if report is None:
        raise click.UsageError("there is no report of this site yet: run `gaps` first")
    for each in report.gaps:
        if each.id == gap:
            return each
    raise click.BadParameter("the latest report has no gap of this id", param_hint="GAP")
