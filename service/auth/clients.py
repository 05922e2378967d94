"""The EHRs that may call, as the operator registered them: keys, site file, FHIR servers."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, Field, model_validator

from criteria.strict_model import Strict
from criteria.strict_yaml import Document, Location, nearest, read, validate
from mappings.codes.site_file import SITES
from service.auth.jwks import keys_in
from service.ehr.fhir_server import FhirServer
from service.settings import site_file

Algorithm = Literal["ES384", "RS384", "ES256", "RS256", "ES512", "RS512"]

_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class Client(Strict):
    """One EHR, or one tenant of it."""

    name: str = Field(min_length=1)
    """What the log calls it."""
    issuer: str = Field(min_length=1)
    """The `iss` of its tokens."""
    tenant: str | None = None
    """The `tenant` its tokens must carry; several clients may share an issuer."""
    jwks_file: Path | None = None
    jwks_url: AnyHttpUrl | None = None
    """Where its public keys are; a `jku` in a token is never followed."""
    algorithms: tuple[Algorithm, ...] = Field(("ES384", "RS384"), min_length=1)
    audiences: tuple[str, ...] = ()
    """Further `aud` values to accept, where an EHR's was typed in wrong; the exact URL always counts."""
    site: str = ""
    """The site file its requests are read with: a name in mappings/sites, or a path."""
    fhir_servers: tuple[FhirServer, ...] = ()
    """The FHIR servers that may be asked for what its prefetch lacks; none means never."""
    budget_ms: int = Field(350, ge=50, le=5000)
    """How long a request may take in all while waiting for FHIR servers."""

    @model_validator(mode="after")
    def _one_key_source(self) -> Client:
        url = self.jwks_url
        if (self.jwks_file is None) == (url is None):
            raise ValueError("give either jwks_file or jwks_url")
        if url and url.scheme != "https" and url.host not in _THIS_MACHINE:
            raise ValueError("expected an https jwks_url: whoever can change the keys can sign")
        return self


class _ClientsFile(Strict):
    clients: tuple[Client, ...]


def load_clients(path: Path) -> tuple[Client, ...]:
    """The registered clients; paths of key and site files are relative to the file.

    Raises:
        FileError: when the file is wrong, two clients cannot be told apart, or
            a key or site file does not exist.
    """
    document = read(path)
    clients = validate(document, _ClientsFile).clients
    for i, client in enumerate(clients):
        for other in clients[:i]:
            if other.name == client.name:
                raise document.error(("clients", i, "name"), "another client has this name")
            if (other.issuer, other.tenant) == (client.issuer, client.tenant):
                raise document.error(("clients", i), f"{other.name} has the same issuer and tenant")
    return tuple(_resolved(client, document, ("clients", i)) for i, client in enumerate(clients))


def _resolved(client: Client, document: Document, at: Location) -> Client:
    """The client with its paths made absolute, and its key file checked."""
    folder = document.path.parent
    resolved: dict[str, object] = {}
    if client.jwks_file:
        resolved["jwks_file"] = folder / client.jwks_file
        _check_keys(folder / client.jwks_file, document, (*at, "jwks_file"))
    if client.site and not _is_named(client.site):
        resolved["site"] = str(folder / client.site)
        _check_exists(folder / client.site, document, (*at, "site"), SITES)
    servers = enumerate(client.fhir_servers)
    resolved["fhir_servers"] = tuple(
        _with_authorities(server, document, (*at, "fhir_servers", i)) for i, server in servers
    )
    return client.model_copy(update=resolved)


def _with_authorities(server: FhirServer, document: Document, at: Location) -> FhirServer:
    """The server with the path of its authorities made absolute, and the file checked."""
    if server.ca_file is None:
        return server
    path = document.path.parent / server.ca_file
    _check_exists(path, document, (*at, "ca_file"))
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise document.error((*at, "ca_file"), "expected certificates in PEM form") from error
    return server.model_copy(update={"ca_file": path})


def _is_named(site: str) -> bool:
    found = site_file(site)
    return found is not None and found.parent == SITES


def _check_exists(path: Path, document: Document, at: Location, *known: Path) -> None:
    if not path.is_file():
        names = [file.name for file in path.parent.glob("*")]
        stems = [file.stem for folder in known for file in folder.glob("*.yaml")]
        raise document.error(at, f"there is no such file{nearest(path.name, names + stems)}")


def _check_keys(path: Path, document: Document, at: Location) -> None:
    _check_exists(path, document, at)
    try:
        keys_in(path.read_bytes())
    except ValueError as error:
        raise document.error(at, str(error)) from error
