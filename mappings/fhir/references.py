"""References between resources: what one points to, of which type that is, and how a resource is cited.

A reference may name a resource that its own resource contains (`#id`), the
fullUrl of an entry (also `urn:uuid:`), `Type/id` on the server of its own
entry, or a URL; the last two possibly with a version (FHIR R4, 2.3.0 and
Bundle 3.7.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.modifiers import is_modified
from mappings.fhir.resources import ABSENT, Resource, Scalar, list_of, string_or_empty
from mappings.fhir.servers import Literal, Sent, Servers, literal

_CONTAINED = msgspec.json.Decoder(Resource | list[Resource | list[Any] | Scalar] | Scalar)


class Reference(Struct, gc=False):
    """A FHIR Reference."""

    reference: Any = None
    type: Any = None
    display: Any = None
    identifier: Raw = ABSENT


OneReference = Reference | list[Any] | Scalar


def stated_type(reference: Reference) -> str:
    """The type of resource that a reference says it is to: by name or canonical URL."""
    return string_or_empty(reference.type).rpartition("/")[2]


def contained_in(container: Resource) -> list[Resource]:
    """The resources that one contains."""
    if container.contained is ABSENT:
        return []
    try:
        return list_of(_CONTAINED.decode(container.contained), Resource)
    except (msgspec.ValidationError, RecursionError):
        return []


class References:
    """What the references of one record point to, among the resources that were sent.

    Most references are never followed, so that every index is made when it is
    first needed.
    """

    def __init__(self, sent: Sequence[Sent], servers: Servers) -> None:
        self._sent = sent
        self._servers = servers
        self._by_type: dict[str, dict[str, list[Sent]]] = {}
        self._literals = _Literals()

    def find(self, reference: Reference, within: Sent) -> Sent | None:
        """The resource that a reference points to; None where it was not sent or cannot be told."""
        text = string_or_empty(reference.reference)
        if text.startswith("#"):
            return _contained(text[1:], within)
        parts = self._literals[text]
        named = self._named(parts, within) if parts else None
        return named or (self._by_url.get(text) if ":" in text else None)

    def type_of(self, reference: Reference, within: Sent) -> str:
        """The type of resource that a reference points to; empty where it does not show.

        A literal reference tells it by itself, and so does a logical one that
        states its type. `#id` without that contained resource, a URN without
        its entry and a display alone tell nothing.
        """
        text, stated = string_or_empty(reference.reference), stated_type(reference)
        if not text:
            return stated if reference.reference is None else ""
        parts = self._literals[text]
        if parts is None:
            found = self.find(reference, within)
            shown = string_or_empty(found.resource.resourceType) if found else ""
        else:
            shown = parts.kind
        return "" if stated and stated != shown else shown

    def own_target(self, reference: Reference, within: Sent) -> str:
        """The `Type/id` on the own server that a literal reference names; empty for any other."""
        parts = self._literals[string_or_empty(reference.reference)]
        if parts is None:
            return ""
        server = self._servers.name(parts.base) if parts.base else self._servers.of(within)
        return "" if server else f"{parts.kind}/{parts.identity}"

    def _named(self, parts: Literal, within: Sent) -> Sent | None:
        """The resource of that type and id on the server that is meant; by default, that of its own entry."""
        server = self._servers.name(parts.base) if parts.base else self._servers.of(within)
        listed = self._of_type(parts.kind).get(parts.identity, ())
        return next((each for each in listed if self._servers.of(each) == server), None)

    def _of_type(self, kind: str) -> dict[str, list[Sent]]:
        if kind not in self._by_type:
            by_id = self._by_type[kind] = {}
            for each in self._sent:
                if each.resource.resourceType == kind and type(each.resource.id) is str:
                    by_id.setdefault(each.resource.id, []).append(each)
        return self._by_type[kind]

    @cached_property
    def _by_url(self) -> dict[str, Sent]:
        return {each.full_url: each for each in reversed(self._sent) if each.full_url}


class _Literals(dict[str, Literal | None]):
    """The parts of each reference, which a record repeats."""

    def __missing__(self, text: str) -> Literal | None:
        parts = self[text] = literal(text)
        return parts


def _contained(identity: str, within: Sent) -> Sent | None:
    if not identity:
        return within
    found = (each for each in contained_in(within.resource) if each.id == identity and not is_modified(each))
    return next((Sent(each, within.full_url, contained=True) for each in found), None)


def reference_target(reference: Reference | None) -> str:
    """The `Type/id` a Reference points to, also when it is written as a URL or with a version."""
    return relative(string_or_empty(reference.reference)) if reference else ""


def relative(url: str) -> str:
    """`Type/id` out of a literal reference; anything else, such as `#id` or a URN, as it is."""
    if url.count("/") < 2:
        return url.rstrip("/")
    steps = url.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(steps[-2:])


def reference_to(resource: Resource, full_url: object = None) -> str:
    """`Type/id`; where a resource has no id, its entry's fullUrl."""
    kind, identity = string_or_empty(resource.resourceType), string_or_empty(resource.id)
    return f"{kind}/{identity}" if identity else string_or_empty(full_url) or kind
