"""Discovery: what a FHIR server says of its authorization server (SMART App Launch 2.2, Conformance)."""

from __future__ import annotations

from msgspec import Struct

from service.auth.clients import Client
from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_server import FhirServer
from service.errors import LaunchFailed
from service.smart.asking import Asking, NotAnswered, may_be_asked

_PATH = "/.well-known/smart-configuration"


class Endpoints(Struct, frozen=True):
    """Where users and tokens are, and what the server takes."""

    authorization_endpoint: str
    token_endpoint: str
    code_challenge_methods_supported: tuple[str, ...]
    issuer: str = ""
    jwks_uri: str = ""
    scopes_supported: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


def launching_server(client: Client) -> FhirServer:
    """The FHIR server that a client is launched from, as the operator lists it."""
    server = allowed_server(client.launched_from, client.fhir_servers)
    if server is None:
        raise LookupError("the clients' file was read without its checks")
    return server


def discover(client: Client, asking: Asking) -> Endpoints:
    """The endpoints of the server that a client is launched from.

    Raises:
        LaunchFailed: when the server does not say, or names what may not be asked.
    """
    server = launching_server(client)
    try:
        found = asking.json(f"{client.launched_from}{_PATH}", server, Endpoints)
    except NotAnswered as error:
        raise LaunchFailed("the EHR's SMART configuration could not be read") from error
    if "S256" not in found.code_challenge_methods_supported:
        raise LaunchFailed("the EHR's authorization server takes no PKCE with S256")
    endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    if not all(may_be_asked(each, server) for each in endpoints if each):
        raise LaunchFailed("the EHR's SMART configuration names an endpoint without TLS")
    return found
