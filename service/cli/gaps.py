"""`criteria-cards gaps`: what a site's data holds that feeds no criterion, ranked by whom it would settle."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click
from rich.progress import Progress, TaskID

from mappings.unmapped.row import UnmappedKind
from service.cli.chosen_policies import chosen_policies
from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.gap_text import gap_text
from service.cli.installed_site import chosen_site, site_option
from service.cli.output import json_option, print_result, progress
from service.cli.termination import ended_orderly
from service.clock import today
from service.population.find_gaps import Asked, find_gaps
from service.population.kept_reports import keep_report, kept_report, load_report
from service.population.ledger import Ledger, ledger_beside, load_ledger

_EXAMPLES = examples(
    {
        "criteria-cards gaps docs/local-codes/order.json --on 2026-03-01": "what one patient's record holds",
        "criteria-cards gaps export/ --site north-clinic.yaml": "a Bulk Data export, a file for each type",
        "criteria-cards gaps export/ --site north-clinic.yaml --fail-on-new": "in CI: status 1 for a new gap",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("source", type=click.Path(path_type=Path))
@site_option
@click.option("--on", type=day, metavar="YYYY-MM-DD", help="Day of evaluation; today when left out.")
@click.option("--kind", type=click.Choice([each.value for each in UnmappedKind]), help="One kind of gap.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="ID",
    help="A policy to look at alone, possibly several; such a report is not kept as the site's latest.",
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Gaps to print.")
@click.option("--all", "wants_all", is_flag=True, help="Those that were told before and refused ones too.")
@click.option("--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes.")
@click.option("--fail-on-new", is_flag=True, help="Exit status 1 where there is a gap that was none before.")
@click.option(
    "--compare",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The report to compare with; the site's latest when left out.",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to keep this report; as the site's latest when left out.",
)
@click.option("--no-save", is_flag=True, help="Do not keep this report for the next run to compare with.")
@json_option
def command(
    source: Path,
    site_name: str,
    on: date | None,
    kind: str | None,
    limit: int,
    wants_all: bool,
    workers: int,
    policies: tuple[str, ...],
    fail_on_new: bool,
    compare: Path | None,
    save: Path | None,
    no_save: bool,
    as_json: bool,
) -> int:
    """Find what a site's data holds that feeds no criterion, and what a line in its file would change.

    SOURCE is a file or a folder of FHIR JSON: hook requests, Bundles, resources, NDJSON, plain or .gz. Gaps
    are ranked by the patients whose open criteria they would settle, which is computed by reading the records
    with each proposed line. The report keeps counts, codes and references. A second run tells what changed;
    what was decided stands in the ledger beside the site's file (see `decide`).
    """
    chosen = chosen_site(site_name)
    site = chosen.spec.load()
    chosen_policies(site, policies)
    on = on or today(site.reviewer.mapping.zone)
    kept = kept_report(chosen.settings.data, site.name)
    before = load_report(compare or kept) if compare or not policies else None
    if compare and before is None:
        raise click.BadParameter("there is no gap report of this version in it", param_hint="--compare")
    ledger = load_ledger(ledger_beside(chosen.file)) if chosen.file else Ledger()
    with ended_orderly(), progress() as shown:
        report = find_gaps(
            Asked(source, chosen.spec, on, workers, _Bar(shown).tell, policies), ledger, before
        )
    if not (no_save or policies) or save:
        keep_report(save or kept, report)
    print_result(report, gap_text(report, kind or "", limit, wants_all), as_json)
    return (
        ExitStatus.FOUND if fail_on_new and (report.new if before else report.open_gaps) else ExitStatus.DONE
    )


class _Bar:
    """A bar for each walk over the patients."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, TaskID] = {}

    def tell(self, what: str, done: int, of: int) -> None:
        """Show how far a walk is."""
        if what not in self._tasks:
            self._tasks[what] = self._shown.add_task(what, total=of)
        self._shown.update(self._tasks[what], completed=done)
