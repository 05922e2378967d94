"""Of which server a resource is: ids are unique on one server only, and the fullUrl of an entry names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from mappings.fhir.resources import ABSENT, Resource

_LITERAL = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*://.+)/)?([A-Z][A-Za-z]+)/([^/?#]+)(?:/_history/[^/?#]+)?/?"
)

_NO_SERVER = frozenset((" ",))
"""Stands for an own server that nothing tells: no server has this name."""


class Literal(NamedTuple):
    """A literal reference or a fullUrl in its parts; `base` is the server's, empty for a relative one."""

    base: str
    kind: str
    identity: str


class Sent(Struct, frozen=True, gc=False):
    """A resource as it came: the fullUrl of its entry, if any, and whether another resource contains it."""

    resource: Resource
    full_url: str = ""
    contained: bool = False


def literal(text: str) -> Literal | None:
    """The parts of `Type/id` or of a URL that ends so, without a version; None for anything else."""
    match = _LITERAL.fullmatch(text)
    return Literal(match[1] or "", match[2], match[3]) if match else None


def base_of(sent: Sent) -> str:
    """The base URL of the server that a resource is of, as its entry's fullUrl says; else empty."""
    url, resource = sent.full_url, sent.resource
    if not url:
        return ""
    tail = f"/{resource.resourceType}/{resource.id}"
    if url.endswith(tail):
        return url[: -len(tail)]
    parts = literal(url)
    return parts.base if parts and parts.identity == resource.id else ""


def server_of(base: str) -> str:
    """A base URL without what differs between its spellings: the scheme, a capital host, a last slash."""
    host, slash, path = base.partition("://")[2].rstrip("/").partition("/")
    return f"{host.lower()}{slash}{path}"


class Servers:
    """The servers that the resources of one record are of.

    The own server is the one that the request names, and the one that the
    entry of its Patient names. Where neither does, it is the only one that the
    resources of patients stand on. `aliases` are further names of the own
    server, as `server_of` tells them.
    """

    def __init__(
        self, named: Iterable[str], sent: Sequence[Sent], aliases: frozenset[str] = frozenset()
    ) -> None:
        self._own = frozenset(server_of(base) for base in named if "://" in base)
        self._aliases = aliases
        self._sent = sent
        self._names: dict[str, str] = {}

    def name(self, base: str) -> str:
        """One name for all spellings of a server; empty for the own one, and where no base is stated."""
        if not base:
            return ""
        if base not in self._names:
            self._own = self._own or self._only_one()
            server = server_of(base)
            self._names[base] = "" if server in self._own or server in self._aliases else server
        return self._names[base]

    @property
    def own_is_told(self) -> bool:
        """Whether something names the own server."""
        self._own = self._own or self._only_one()
        return self._own != _NO_SERVER

    def of(self, sent: Sent) -> str:
        """The name of the server that a resource is of."""
        return self.name(base_of(sent))

    def _only_one(self) -> frozenset[str]:
        found = {server_of(base) for base in self._bases()}
        is_told = len(found) == 1 and not found & self._aliases
        return frozenset(found) if is_told else _NO_SERVER

    def _bases(self) -> set[str]:
        bases: set[str] = set()
        last = " "
        for each in self._sent:
            resource = each.resource
            if each.full_url.startswith(last) or (resource.subject is ABSENT and resource.patient is ABSENT):
                continue
            if base := base_of(each):
                last = f"{base}/"
                bases.add(base)
        return bases
