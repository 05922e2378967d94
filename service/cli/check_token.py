"""`criteria-cards check-token`: whether the service would take a token, and why not."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from service.auth.clients import Client, load_clients
from service.auth.token_check import TokenCheck, check_token
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import json_option, print_result
from service.settings import Settings

_EXAMPLES = examples(
    {
        "criteria-cards check-token TOKEN --service criteria-order-select": "by the clients of the settings",
        "criteria-cards check-token - --aud https://cards.example/cds-services/criteria-order-select "
        "--jwks ehr-public.json --iss https://ehr.example": "by a key set, before it is registered",
    }
)


@click.command("check-token", epilog=_EXAMPLES)
@click.argument("token")
@click.option("--service", default="criteria-order-select", show_default=True, help="The service called.")
@click.option("--aud", default="", help="The URL called, where it is not that of the settings.")
@click.option(
    "--clients", type=click.Path(path_type=Path), help="Clients' file; the settings' when left out."
)
@click.option("--jwks", type=click.Path(path_type=Path), help="Public keys of a client not yet registered.")
@click.option("--iss", default="", help="With --jwks: its issuer.")
@json_option
def command(
    token: str, service: str, aud: str, clients: Path | None, jwks: Path | None, iss: str, as_json: bool
) -> int:
    """Tell whether TOKEN would be taken, by the service's own checks; `-` reads it from standard input.

    Nothing is sent, and the token stays unused. Exit status 1 means that it would be refused.
    """
    settings = Settings(require_token=False)
    if jwks:
        if not iss:
            raise click.UsageError("--jwks needs --iss")
        known: tuple[Client, ...] = (Client(name="given", issuer=iss, jwks_file=jwks),)
    elif file := clients or settings.clients:
        known = load_clients(file)
    else:
        raise click.UsageError("no client is registered here: give --clients, or --jwks with --iss")
    endpoint = aud or f"{settings.url}/cds-services/{service}"
    text = sys.stdin.read() if token == "-" else token  # noqa: S105 - standard input
    logging.getLogger("criteria_cards.auth").setLevel(logging.CRITICAL)  # this tells it itself
    checked = check_token(text.strip().removeprefix("Bearer ").strip(), known, endpoint)
    print_result(checked, "\n".join(_lines(checked)), as_json)
    return ExitStatus.DONE if checked.taken else ExitStatus.FOUND


def _lines(checked: TokenCheck) -> Iterator[str]:
    by = f" as a token of {checked.client}" if checked.client else ""
    yield f"{'taken' if checked.taken else 'refused'}{by}: {checked.why}"
    yield from (f"  {name} sent      {value}" for name, value in checked.says.items())
    yield f"  aud expected  {' or '.join(checked.expected)}"
