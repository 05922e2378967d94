"""`criteria-cards map suggest`: proposals for a site's file, to be reviewed by people."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click
from msgspec import Struct

from mappings.unmapped.addition import together
from mappings.unmapped.names import MIN_SCORE
from mappings.unmapped.proposal import Proposal
from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.installed_site import chosen_site, site_option
from service.cli.output import json_option, print_result
from service.cli.termination import ended_orderly
from service.clock import today
from service.population.find_gaps import Asked, find_proposals

_EXAMPLES = examples(
    {
        "criteria-cards map suggest docs/local-codes/order.json --on 2026-03-01": "for one patient's codes",
        "criteria-cards map suggest export/ --site north-clinic.yaml --fact family-agrees": "for one fact",
    }
)


class Suggested(Struct, frozen=True, rename="camel"):
    """The proposals for a site, and all of their lines together, the likeliest for each code."""

    site: str
    proposals: tuple[Proposal, ...]
    lines: str


@click.command(epilog=_EXAMPLES)
@click.argument("source", type=click.Path(path_type=Path))
@site_option
@click.option("--on", type=day, metavar="YYYY-MM-DD", help="Day of evaluation; today when left out.")
@click.option("--fact", default="", metavar="NAME", help="Proposals for one fact.")
@click.option(
    "--min-score",
    type=click.IntRange(1, 100),
    default=MIN_SCORE,
    show_default=True,
    help="How near the words have to be, of 100.",
)
@click.option("--lines", "lines_only", is_flag=True, help="Print the lines alone, for the site's file.")
@click.option("--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes.")
@json_option
def suggest(
    source: Path,
    site_name: str,
    on: date | None,
    fact: str,
    min_score: int,
    lines_only: bool,
    workers: int,
    as_json: bool,
) -> int:
    """Propose lines for a site's file by names, answer lists and numbers.

    SOURCE is a file or a folder of FHIR JSON. Each proposal says why, and what to check; nothing is applied.
    `gaps` computes what the lines would change.
    """
    chosen = chosen_site(site_name)
    site = chosen.spec.load()
    on = on or today(site.reviewer.mapping.zone)
    with ended_orderly():
        proposals = find_proposals(Asked(source, chosen.spec, on, workers))
    found = [each for each in proposals if each.score >= min_score and fact in ("", each.fact)]
    first = {proposal.key: proposal for proposal in reversed(found)}
    lines = together([each.addition for each in reversed(first.values())]).lines()
    suggested = Suggested(site.name, tuple(found), lines)
    text = lines if lines_only else "\n".join(_lines(suggested, chosen.file))
    print_result(suggested, text, as_json)
    return ExitStatus.DONE


def _lines(suggested: Suggested, file: Path | None) -> Iterator[str]:
    if not suggested.proposals:
        yield "nothing to propose: no code that feeds no criterion has words like those of a fact"
        return
    for fact in sorted({each.fact for each in suggested.proposals}):
        yield fact
        yield from _of_fact([each for each in suggested.proposals if each.fact == fact])
    yield ""
    yield f"# All of them, to review and paste into {file or 'a file of the site'}; `check` it afterwards"
    yield from suggested.lines.splitlines()


def _of_fact(proposals: Sequence[Proposal]) -> Iterator[str]:
    for each in proposals:
        key = each.key
        named = f"{key.system}|{key.code}" if key.code else repr(key.text)
        yield f"  {key.resource_type} {named}: {each.score}, {each.why}"
        yield from (f"    to check: {caution}" for caution in each.caution)
        if each.competing:
            yield f"    or rather: {', '.join(each.competing)}"
