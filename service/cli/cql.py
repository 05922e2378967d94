"""`criteria-cards cql` writes a policy as CQL, with the FHIR Library and PlanDefinition that carry it."""

from __future__ import annotations

from pathlib import Path

import click

from criteria.nearest import nearest
from service.cli.examples import examples
from service.installation import load_installation
from service.publication.policy_files import policy_files
from service.settings import Settings

_POLICY = "va-medicaid-h0024-peer-support"
_EXAMPLES = examples(
    {
        f"criteria-cards cql {_POLICY}": "the CQL alone, to read",
        f"criteria-cards cql {_POLICY} --out cql": "three files: the CQL, its Library and its PlanDefinition",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("policy")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the CQL, a Library and a PlanDefinition there; print the CQL when left out.",
)
def command(policy: str, out: Path | None) -> None:
    """Write a POLICY, named by its id, as CQL: each criterion is defined, true, false or null."""
    installation = load_installation(Settings())
    publication = installation.publications[installation.settings.site]
    known = publication.resources["PlanDefinition"]
    if policy not in known:
        raise click.BadParameter(f"no policy {policy!r} is used here{nearest(policy, known)}")
    files = policy_files(publication, policy)
    if out is None:
        click.echo(next(iter(files.values())), nl=False)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    click.echo(f"{len(files)} files in {out}: {', '.join(files)}")
