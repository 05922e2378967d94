"""`criteria-cards facts`: the inputs of policies, and a site's file to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from criteria.policy import Policy
from service.cli.chosen_policies import chosen_policies
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.installed_site import installed_site
from service.cli.output import json_option, print_result
from service.explanation.fact_list import FactUse, facts_of, skeleton
from service.review.site import Site

_EXAMPLES = examples(
    {
        "criteria-cards facts": "every input of every policy",
        "criteria-cards facts --policy va-medicaid-h0024-peer-support": "those of one policy",
        "criteria-cards facts --policy va-medicaid-h0024-peer-support --site north.yaml": (
            "a site's file to fill in for it"
        ),
    }
)


class FactList(Struct, frozen=True):
    """The facts of some policies."""

    policies: tuple[str, ...]
    facts: tuple[FactUse, ...]


@click.command(epilog=_EXAMPLES)
@click.option("--policy", default="", metavar="ID", help="One policy; all when left out.")
@click.option(
    "--site",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a site's file to fill in; a file that is there is not touched.",
)
@json_option
def command(policy: str, file: Path | None, as_json: bool) -> int:
    """List the facts that policies ask for, with who uses, who supplies and how long.

    Each has the criteria that use it, who supplies it, the forms its value is read in, where in FHIR it is
    read, and how long an answer counts.
    """
    site = installed_site()
    policies = chosen_policies(site, [policy] if policy else [])
    if file:
        write_skeleton(file, site, policies)
        click.echo(f"{file}: fill in its lines, then run `criteria-cards check {file}`")
        return ExitStatus.DONE
    facts = tuple(facts_of(site, policies))
    found = FactList(tuple(each.id for each in policies), facts)
    print_result(found, "\n".join(_lines(facts)), as_json)
    return ExitStatus.DONE


def write_skeleton(file: Path, site: Site, policies: Sequence[Policy]) -> None:
    """Write a site's file to fill in, for some of the policies of an installation's own site.

    Raises:
        FileExistsError: when there is a file of that name.
    """
    with file.open("x", encoding="utf-8") as written:
        written.write(skeleton(file.stem, site, policies))


def _lines(facts: Sequence[FactUse]) -> Iterator[str]:
    for each in facts:
        yield f"{each.name}: {each.title}"
        yield f"  {each.values}; {each.supplied_by}" + (f"; counts {each.window}" if each.window else "")
        yield f"  used by {', '.join(each.criteria)}"
        yield f"  read from {each.read_from}"
