"""Decides which URLs may be asked, and refuses an address behind a name that the operator did not mean.

`fhirServer` comes from the caller. Nothing is asked but servers on the
client's list, and the address a name resolves to is checked on the connected
socket itself, before a byte is sent.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from service.clients import FhirServer

_ODD = re.compile(r"[\\\s\x00-\x1f\x7f]|/\.\.?(?:/|$)|%2e|%2f|%5c", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def listed_server(
    url: str, servers: Sequence[FhirServer], loopback_allowed: bool = False
) -> FhirServer | None:
    """The registered server a URL belongs to: same scheme, host and port, and at or below its path."""
    parts = _plain(url)
    if parts is None:
        return None
    for server in servers:
        if _covers(urlsplit(str(server.base)), parts):
            return server
    if loopback_allowed and _is_loopback_name(parts.hostname or ""):
        return FhirServer.model_validate(
            {"base": f"{parts.scheme}://{parts.netloc}/", "private_address": True}
        )
    return None


def _plain(url: str) -> SplitResult | None:
    """A URL without anything that two parsers might read differently."""
    if _ODD.search(url.partition("?")[0]):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and (parts.port or 1)
    except ValueError:
        return None
    return parts if usable and "@" not in parts.netloc and not parts.fragment else None


def _covers(base: SplitResult, url: SplitResult) -> bool:
    path = base.path.rstrip("/")
    return (
        base.scheme == url.scheme
        and base.hostname == url.hostname
        and (base.port or _PORTS[base.scheme]) == (url.port or _PORTS[url.scheme])
        and (url.path == path or url.path.startswith(f"{path}/"))
    )


def _is_loopback_name(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> Any:
        return _checked(self, super()._new_conn())


class _PublicSecureConnection(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _checked(self, super()._new_conn())


def _checked(connection: HTTPConnection, sock: Any) -> Any:
    if not _is_public(sock.getpeername()[0]):
        sock.close()
        raise NewConnectionError(connection, "the name resolves to an address that is not public")
    return sock


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicSecurePool(HTTPSConnectionPool):
    ConnectionCls = _PublicSecureConnection


class PublicOnlyAdapter(HTTPAdapter):
    """Connects to public addresses only, whatever a name resolves to."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools with connections that check their peer."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicSecurePool}
