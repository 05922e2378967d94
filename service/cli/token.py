"""`criteria-cards token`: a token as a CDS client signs it, for trying a service out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from service.auth.signing import LIFETIME_SECONDS, new_key, private_jwk, public_jwk, read_key, signed_token
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import json_option, print_result

_AUD = "http://127.0.0.1:5000/cds-services/criteria-order-select"
_DEFAULT_KID = "test"
_EXAMPLES = examples(
    {
        f"criteria-cards token --new-key ehr.jwk --iss https://ehr.example --aud {_AUD}": (
            "makes a key pair, signs with it, and prints the public half to register"
        ),
        f"criteria-cards token --key ehr.jwk --iss https://ehr.example --aud {_AUD}": "signs with it again",
    }
)


class Token(Struct, frozen=True, rename="camel"):
    """A token, and the public key by which it is verified, as a JWK set."""

    token: str
    jwks: dict[str, list[dict[str, Any]]]


@click.command(epilog=_EXAMPLES)
@click.option("--key", "file", type=click.Path(path_type=Path), help="Private key, JWK or PEM.")
@click.option("--new-key", "new_file", type=click.Path(path_type=Path), help="Make a key and write it there.")
@click.option("--alg", type=click.Choice(["ES384", "RS384"]), default="ES384", help="Of a new key.")
@click.option("--kid", default="", help="Id of the key; that in its file when left out.")
@click.option("--iss", required=True, help="Who calls, as the service has registered it.")
@click.option("--aud", required=True, help="The URL that is called, letter by letter.")
@click.option("--tenant", default="", help="The tenant of the issuer, where it has several.")
@click.option(
    "--seconds", type=int, default=LIFETIME_SECONDS, show_default=True, help="Until it ends; below 0: ended."
)
@json_option
def command(
    file: Path | None,
    new_file: Path | None,
    alg: Any,
    kid: str,
    iss: str,
    aud: str,
    tenant: str,
    seconds: int,
    as_json: bool,
) -> int:
    """Sign a token as an EHR does, for one call.

    The token goes into `Authorization: Bearer ...`. A service takes each once, for the URL in --aud alone.
    """
    if (file is None) == (new_file is None):
        raise click.UsageError("give --key or --new-key")
    if file:
        key, stated = read_key(file)
        name = kid or stated or _DEFAULT_KID
    elif new_file:
        key, name = new_key(alg), kid or _DEFAULT_KID
        _write(new_file, private_jwk(key, name))
    claims: dict[str, Any] = {"tenant": tenant} if tenant else {}
    token = signed_token(key, name, iss, aud, seconds, **claims)
    told = Token(token, {"keys": [public_jwk(key, name)]})
    click.echo(f"public keys, for jwks_file of the client: {json.dumps(told.jwks)}", err=True)
    print_result(told, token, as_json)
    return ExitStatus.DONE


def _write(path: Path, jwk: dict[str, Any]) -> None:
    """Write a private key where none is, readable by this user alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        json.dump(jwk, written)
