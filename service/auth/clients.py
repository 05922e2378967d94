"""The EHRs that may call, as the operator registered them: keys, site file, FHIR servers."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import AnyHttpUrl, Field, model_validator

from criteria.nearest import nearest
from criteria.right_parts import right_parts
from criteria.strict_model import Strict
from criteria.strict_yaml import Document, Location, Mistake, read, refuse
from mappings.codes.site_file import SITES
from service.audit.events import REQUEST_BENCH
from service.auth.jwks import keys_in
from service.auth.smart_app import SmartApp, wrong_key, wrong_secret
from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_server import FhirServer
from service.named_files import site_file

Algorithm = Literal["ES384", "RS384", "ES256", "RS256", "ES512", "RS512"]

_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_ONE_KEY_SOURCE = "give either jwks_file or jwks_url"


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
    smart: SmartApp | None = None
    """How the worksheet is registered there as a SMART app; none where it is not."""
    budget_ms: int = Field(350, ge=50, le=5000)
    """How long a request may take in all while waiting for FHIR servers."""

    @model_validator(mode="after")
    def _one_key_source(self) -> Client:
        url = self.jwks_url
        if (self.jwks_file is None) == (url is None):
            raise ValueError(_ONE_KEY_SOURCE)
        if url and url.scheme != "https" and url.host not in _THIS_MACHINE:
            raise ValueError("expected an https jwks_url: whoever can change the keys can sign")
        return self

    @property
    def launched_from(self) -> str:
        """The FHIR base that launches the worksheet, without a slash at the end; empty where none does."""
        if self.smart is None:
            return ""
        return str(self.smart.iss or self.fhir_servers[0].base).rstrip("/")

    @model_validator(mode="after")
    def _one_launching_server(self) -> Client:
        if self.smart is None:
            return self
        if self.smart.iss is None and len(self.fhir_servers) != 1:
            raise ValueError(
                "give smart an iss, or the client one fhir_server: the FHIR base that launches it"
            )
        if self.smart.iss and not allowed_server(str(self.smart.iss), self.fhir_servers):
            raise ValueError("expected the iss of smart to be one of the client's fhir_servers")
        return self


class _ClientsFile(Strict):
    clients: tuple[Client, ...]


def load_clients(path: Path) -> tuple[Client, ...]:
    """The registered clients; paths of key and site files are relative to the file.

    Raises:
        FileError: when the file is wrong, two clients cannot be told apart, or
            a key or site file does not exist; with all mistakes at once.
    """
    document = read(path)
    _, file, refused = right_parts(document, _ClientsFile, {})
    clients = file.clients if file else ()
    refuse((*refused, *_not_told_apart(document), *_of_files(document), *_launched_by_two(document, clients)))
    return tuple(_resolved(client, path.parent) for client in clients)


def _resolved(client: Client, folder: Path) -> Client:
    """The client with its paths made absolute."""
    resolved: dict[str, object] = {}
    if client.jwks_file:
        resolved["jwks_file"] = folder / client.jwks_file
    if client.site and not _is_named(client.site):
        resolved["site"] = str(folder / client.site)
    resolved["fhir_servers"] = tuple(
        server.model_copy(update={"ca_file": folder / server.ca_file}) if server.ca_file else server
        for server in client.fhir_servers
    )
    if smart := client.smart:
        named = {"secret_file": smart.secret_file, "key_file": smart.key_file}
        paths = {key: folder / path for key, path in named.items() if path}
        resolved["smart"] = smart.model_copy(update=paths)
    return client.model_copy(update=resolved)


def _written(document: Document) -> list[dict[str, Any]]:
    """The clients as they stand in the file, each with whatever is wrong with it."""
    listed = document.value.get("clients") if isinstance(document.value, dict) else None
    clients = listed if isinstance(listed, list) else []
    return [client if isinstance(client, dict) else {} for client in clients]


def _not_told_apart(document: Document) -> Iterator[Mistake]:
    """Clients that have a name, or an issuer and tenant, of another; and two places for the keys of one."""
    clients = _written(document)
    for i, client in enumerate(clients):
        if client.keys() >= {"jwks_file", "jwks_url"}:
            yield document.mistake(("clients", i), _ONE_KEY_SOURCE)
        if client.get("name") == REQUEST_BENCH:
            yield document.mistake(("clients", i, "name"), "the console calls its request bench so")
        for other in clients[:i]:
            if "name" in client and other.get("name") == client["name"]:
                yield document.mistake(("clients", i, "name"), "another client has this name")
            if "issuer" in client and _tenant(other) == _tenant(client):
                problem = f"{other.get('name', 'another client')} has the same issuer and tenant"
                yield document.mistake(("clients", i), problem)


def _launched_by_two(document: Document, clients: Sequence[Client]) -> Iterator[Mistake]:
    """Clients that are launched from the FHIR base of another: nobody could tell whose launch it is."""
    places = {client.get("name"): i for i, client in enumerate(_written(document))}
    for i, client in enumerate(clients):
        for other in clients[:i]:
            if client.smart and client.launched_from == other.launched_from:
                problem = f"{other.name} is launched from the same FHIR base"
                yield document.mistake(("clients", places[client.name], "smart"), problem)


def _tenant(client: Mapping[str, Any]) -> tuple[object, object]:
    return client.get("issuer"), client.get("tenant")


def _of_files(document: Document) -> Iterator[Mistake]:
    """Key, site and authorities files that are not there, or are wrong."""
    folder = document.path.parent
    for at, key, named in _files(document):
        known = (SITES,) if key == "site" else ()
        if key == "site" and _is_named(named):
            continue
        problem = _absent(folder / named, *known) or _CHECKS[key](folder / named)
        if problem:
            yield document.mistake((*at, key), problem)


def _files(document: Document) -> Iterator[tuple[Location, str, str]]:
    """The files that the clients name, each with the place and the key of its name."""
    for i, client in enumerate(_written(document)):
        at: Location = ("clients", i)
        servers = client.get("fhir_servers")
        parts = [(at, "jwks_file", client), (at, "site", client)]
        if isinstance(smart := client.get("smart"), dict):
            parts += [((*at, "smart"), key, smart) for key in ("secret_file", "key_file")]
        parts += [
            ((*at, "fhir_servers", j), "ca_file", server)
            for j, server in enumerate(servers if isinstance(servers, list) else ())
            if isinstance(server, dict)
        ]
        for place, key, part in parts:
            if isinstance(named := part.get(key), str) and named:
                yield place, key, named


def _is_named(site: str) -> bool:
    found = site_file(site)
    return found is not None and found.parent == SITES


def _absent(path: Path, *known: Path) -> str:
    if path.is_file():
        return ""
    names = [file.name for file in path.parent.glob("*")]
    stems = [file.stem for folder in known for file in folder.glob("*.yaml")]
    return f"there is no such file{nearest(path.name, names + stems)}"


def _wrong_keys(path: Path) -> str:
    try:
        keys_in(path.read_bytes())
    except ValueError as error:
        return str(error)
    return ""


def _wrong_authorities(path: Path) -> str:
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        return "expected certificates in PEM form"
    return ""


_CHECKS: Mapping[str, Callable[[Path], str]] = {
    "jwks_file": _wrong_keys,
    "ca_file": _wrong_authorities,
    "secret_file": wrong_secret,
    "key_file": wrong_key,
    "site": lambda _: "",
}
"""What may be wrong with a file that is there, by the key that names it."""
