"""The sign-in of the console: which OpenID Connect issuer says who a user is, and who may come in."""

from __future__ import annotations

from pathlib import Path

from pydantic import AnyHttpUrl, model_validator

from criteria.strict_model import Strict, Text
from criteria.strict_yaml import read, refuse, validate
from service.auth.smart_app import wrong_secret
from service.ehr.fhir_server import FhirServer


class SignIn(Strict):
    """One issuer, and how the console is registered there; without a secret it is a public client."""

    issuer: AnyHttpUrl
    """The `iss` of its id_tokens; its discovery document stands below it."""
    client_id: Text
    """The id that the issuer gave the console."""
    secret_file: Path | None = None
    """A confidential client's secret."""
    claim: str = ""
    """The claim of an id_token that says who may come in; empty where everybody may who signs in."""
    value: str = ""
    """What that claim is, or holds, of who may."""
    private_address: bool = False
    """Whether its name may resolve to a private or loopback address; only then may it do without TLS."""

    @model_validator(mode="after")
    def _one_issuer(self) -> SignIn:
        if bool(self.claim) != bool(self.value):
            raise ValueError("give claim and value, or neither")
        if self.issuer.scheme != "https" and not self.private_address:
            raise ValueError("expected https; only a private_address may do without")
        return self

    @property
    def iss(self) -> str:
        """The issuer as its tokens write it: without a slash that nobody typed."""
        written = str(self.issuer)
        return written.removesuffix("/") if self.issuer.path == "/" else written

    @property
    def server(self) -> FhirServer:
        """The issuer as a server that may be asked."""
        return FhirServer.model_validate({"base": str(self.issuer), "private_address": self.private_address})


def load_sign_in(path: Path) -> SignIn:
    """The sign-in of a file; the path of the secret is relative to it.

    Raises:
        FileError: when the file is wrong, or the secret's is not there or holds none.
    """
    document = read(path)
    found = validate(document, SignIn)
    if found.secret_file is None:
        return found
    secret = path.parent / found.secret_file
    problem = wrong_secret(secret) if secret.is_file() else f"there is no file {secret}"
    refuse([document.mistake(("secret_file",), problem)] if problem else ())
    return found.model_copy(update={"secret_file": secret})
