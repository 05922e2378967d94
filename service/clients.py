"""The EHRs that may call, as the operator registered them: keys, site file, FHIR servers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, model_validator

from criteria.strict_yaml import read, validate

Algorithm = Literal["ES384", "RS384", "ES256", "RS256", "ES512", "RS512"]


class FhirServer(BaseModel):
    """A FHIR server that a client's requests may name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: AnyHttpUrl
    """Its base URL; only URLs below it are asked."""
    private_address: bool = False
    """Whether its name may resolve to a private or loopback address."""


class Client(BaseModel):
    """One EHR, or one tenant of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    """The `iss` of its tokens."""
    tenant: str | None = None
    """The `tenant` its tokens must carry; several clients may share an issuer."""
    jwks_file: Path | None = None
    jwks_url: AnyHttpUrl | None = None
    """Where its public keys are; a `jku` in a token is never followed."""
    algorithms: tuple[Algorithm, ...] = ("ES384", "RS384")
    audiences: tuple[str, ...] = ()
    """Further `aud` values to accept, where an EHR's was typed in wrong; the exact URL always counts."""
    site: str = ""
    """The site file its requests are read with."""
    fhir_servers: tuple[FhirServer, ...] = ()
    """The FHIR servers that may be asked for what its prefetch lacks; none means never."""
    budget_ms: int = Field(350, ge=50, le=5000)
    """How long a request may take in all while waiting for FHIR servers."""

    @model_validator(mode="after")
    def _one_key_source(self) -> Client:
        if (self.jwks_file is None) == (self.jwks_url is None):
            raise ValueError("give either jwks_file or jwks_url")
        return self


class _ClientsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: tuple[Client, ...]

    @model_validator(mode="after")
    def _distinct(self) -> _ClientsFile:
        for key in ("name", "registration"):
            seen = [c.name if key == "name" else (c.issuer, c.tenant) for c in self.clients]
            if len(set(seen)) < len(seen):
                raise ValueError(
                    f"two clients have the same {'name' if key == 'name' else 'issuer and tenant'}"
                )
        return self


def load_clients(path: Path) -> tuple[Client, ...]:
    """The registered clients; paths of key files are relative to the file.

    Raises:
        FileError: when the file is wrong, or a key file does not exist.
    """
    document = read(path)
    clients = validate(document, _ClientsFile).clients
    resolved = tuple(_resolved(client, path.parent) for client in clients)
    for i, client in enumerate(resolved):
        if client.jwks_file and not client.jwks_file.is_file():
            raise document.error(("clients", i, "jwks_file"), "there is no such file")
    return resolved


def _resolved(client: Client, folder: Path) -> Client:
    if client.jwks_file is None or client.jwks_file.is_absolute():
        return client
    return client.model_copy(update={"jwks_file": folder / client.jwks_file})
