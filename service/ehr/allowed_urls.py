"""Decides which URLs may be asked, and refuses an address behind a name that the operator did not mean.

`fhirServer` comes from the caller. Nothing is asked but servers on the
client's list, and the address a name resolves to is checked on the connected
socket itself, before a byte is sent.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, urlsplit

from service.ehr.fhir_server import FhirServer

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_ODD = re.compile(r"[\\;#]|[^!-~]|/\.\.?(?:/|$)|%(?:2e|2f|3b|5c|25)", re.IGNORECASE)
"""Blanks, controls and what is not ASCII; parameters, fragments and ways up, coded or not."""
_HOST_AND_PORT = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")]
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = [
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
        " 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4"
        " 240.0.0.0/4 2001::/23 2001:db8::/32 2002::/16 3fff::/20"
    ).split()
]
"""IANA's special-purpose registries, RFC 6890; Python's own copy of them differs from version to version."""


def allowed_server(
    url: str, servers: Sequence[FhirServer], loopback_allowed: bool = False
) -> FhirServer | None:
    """The registered server a URL belongs to: same scheme, host and port, and at or below its path."""
    parts = _plain(url)
    if parts is None:
        return None
    for server in servers:
        if _covers(urlsplit(str(server.base)), parts):
            return server
    if loopback_allowed and _is_loopback(parts.hostname or ""):
        return FhirServer.model_validate(
            {"base": f"{parts.scheme}://{parts.netloc}/", "private_address": True}
        )
    return None


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, which say nothing of a patient; empty where it is not plain."""
    parts = _plain(url)
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def is_loopback_url(url: str) -> bool:
    """Whether a URL is plain, and of this machine in plain words."""
    parts = _plain(url)
    return parts is not None and _is_loopback(parts.hostname or "")


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet.

    Addresses that carry an IPv4 address for a gateway to unpack (6to4, NAT64)
    are not: it may be any.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return (ip.version == 4 or ip in _GLOBAL_UNICAST) and not _is_in(ip, _NOT_PUBLIC)


def _plain(url: str) -> SplitResult | None:
    """A URL without anything that two parsers might read differently."""
    address, _, query = url.partition("?")
    if _ODD.search(address) or "#" in query:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.port != 0 and _HOST_AND_PORT.fullmatch(parts.netloc)
    except ValueError:
        return None
    return parts if usable else None


def _covers(base: SplitResult, url: SplitResult) -> bool:
    path = base.path.rstrip("/")
    return (
        base.scheme == url.scheme
        and base.hostname == url.hostname
        and (base.port or _PORTS[base.scheme]) == (url.port or _PORTS[url.scheme])
        and (url.path == path or url.path.startswith(f"{path}/"))
    )


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine in plain words; an IPv4 address in the form of IPv6 is not plain."""
    if host == "localhost":
        return True
    try:
        return _is_in(ipaddress.ip_address(host), _LOOPBACK)
    except ValueError:
        return False


def _is_in(ip: _Address, networks: Iterable[_Network]) -> bool:
    return any(ip in network for network in networks)
