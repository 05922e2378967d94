"""`criteria-cards preview`: a policy in the console on this machine, with the cards of its cases."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from service.authoring.alone import alone
from service.cli.examples import examples
from service.cli.policy_argument import PolicyFolder
from service.installation import load_installation
from service.server.local import serve_locally
from service.settings import Settings

_EXAMPLES = examples(
    {
        "criteria-cards preview va-medicaid-h0024-peer-support": "an installed policy",
        "criteria-cards preview criteria/policies/sc-medicaid-h2017-prs --port 8080": "one by its folder",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("folder", type=PolicyFolder(), metavar="POLICY")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
def command(folder: Path, port: int) -> None:
    """Serve POLICY in the console on this machine, with a page of its cases and their cards.

    POLICY is the id of an installed policy, or a policy's folder. Its files are read anew whenever the page
    of cases is loaded: change a case, load it again. Nothing is recorded.
    """
    with TemporaryDirectory() as data, alone(folder) as rules:
        settings = Settings(
            clients=None,
            require_token=False,
            console="open",
            open_worksheet=True,
            site="",
            data=Path(data),
            public_url=f"http://127.0.0.1:{port}",
        )
        installation = load_installation(settings, rules)
        click.echo(f"http://127.0.0.1:{port}/console/cases/{folder.resolve().name}  (Ctrl-C ends it)")
        serve_locally(port, installation)
