"""`criteria-cards cql` writes a policy as CQL, with the FHIR Library and PlanDefinition that carry it."""

from __future__ import annotations

from pathlib import Path

import click

from service.authoring.alone import alone
from service.cli.examples import examples
from service.cli.policy_argument import PolicyFolder
from service.installation import load_installation
from service.publication.policy_files import policy_files
from service.settings import Settings

_POLICY = "va-medicaid-h0024-peer-support"
_EXAMPLES = examples(
    {
        f"criteria-cards cql {_POLICY}": "the CQL alone, to read",
        "criteria-cards cql criteria/policies/sc-medicaid-h2017-prs": "a policy's folder, wherever it lies",
        f"criteria-cards cql {_POLICY} --out cql": "three files: the CQL, its Library and its PlanDefinition",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("folder", type=PolicyFolder(), metavar="POLICY")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the CQL, a Library and a PlanDefinition there; print the CQL when left out.",
)
def command(folder: Path, out: Path | None) -> None:
    """Write POLICY as CQL: each criterion is defined, true, false or null.

    POLICY is the id of an installed policy, or a policy's folder.
    """
    with alone(folder) as rules:
        installation = load_installation(Settings(clients=None, require_token=False, site=""), rules)
    files = policy_files(installation.publications[installation.settings.site], folder.resolve().name)
    if out is None:
        click.echo(next(iter(files.values())), nl=False)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    click.echo(f"{len(files)} files in {out}: {', '.join(files)}")
