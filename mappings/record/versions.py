"""Which of several versions of a resource counts.

The highest `meta.versionId` where they are numbers, else the newest
`meta.lastUpdated`. Where neither tells, and what they say differs, none
counts; one that says to be only a part of its resource (SUBSETTED) gives way
to a whole one. The order in which they came means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.dates import parse_when
from mappings.fhir.elements import decoded_first
from mappings.fhir.resources import ABSENT, Coding, Resource, Scalar, list_of, string_or_empty
from mappings.fhir.servers import Sent, Servers

Rank = TypeVar("Rank", int, datetime)


class Meta(Struct, gc=False):
    """Resource.meta."""

    versionId: Any = None
    lastUpdated: Any = None
    tag: Coding | list[Coding | list[Any] | Scalar] | Scalar = None


class Versions(NamedTuple):
    """The resources that count, those that give way to them, repeated ones, and those that differ in vain."""

    current: Sequence[Sent]
    older: Sequence[Sent] = ()
    repeated: Sequence[Sent] = ()
    unclear: frozenset[int] = frozenset()
    """The `id()` of resources of which no version is known to be the newer."""


def newest_versions(sent: Sequence[Sent], ids: Sequence[object], servers: Servers) -> Versions:
    """The resources, each in the one version that counts, in the order in which they came.

    `ids` are theirs; where no two are alike, nothing is looked into. What two
    searches brought alike, as ours for answers do, is told by its looks.
    """
    try:
        if None not in ids and len(set(ids)) == len(ids):
            return Versions(sent)
    except TypeError:  # an id that is a list or an object
        pass
    first: dict[object, Sent] = {}
    together: dict[object, list[Sent]] = {}
    again: list[Sent] = []
    for each in sent:
        identity = each.resource.id if type(each.resource.id) is str else each.full_url
        if not identity or (other := first.setdefault(identity, each)) is each:
            continue
        if other == each:
            again.append(each)
        else:
            together.setdefault(identity, [other]).append(each)
    if not again and not together:
        return Versions(sent)
    groups = [group for listed in together.values() for group in _of_one_resource(listed, servers)]
    return _settled(sent, groups, again)


def _of_one_resource(listed: Sequence[Sent], servers: Servers) -> list[list[Sent]]:
    """Versions by what they are of: ids are unique by type and server."""
    groups: dict[tuple[object, str], list[Sent]] = {}
    for each in listed:
        kind = string_or_empty(each.resource.resourceType)
        groups.setdefault((kind, servers.of(each)), []).append(each)
    return [group for group in groups.values() if len(group) > 1]


def _settled(sent: Sequence[Sent], groups: Sequence[Sequence[Sent]], again: Sequence[Sent]) -> Versions:
    older: list[Sent] = []
    repeated = list(again)
    unclear: set[int] = set()
    for group in groups:
        distinct = _distinct(group)
        newest = _newest(distinct)
        repeated += _others(group, distinct)
        older += _others(distinct, newest)
        if len(newest) > 1:
            unclear.update(id(each.resource) for each in newest)
    return Versions(_others(sent, (*older, *repeated)), older, repeated, frozenset(unclear))


def _others(listed: Sequence[Sent], but: Sequence[Sent]) -> list[Sent]:
    """Those of the list that are none of the others; two that look alike are two."""
    known = {id(each) for each in but}
    return [each for each in listed if id(each) not in known]


def _distinct(group: Sequence[Sent]) -> list[Sent]:
    """One of those that say the same: the one whose meta tells the latest version."""
    by_content: dict[bytes, Sent] = {}
    for each in group:
        content = _content(each.resource)
        known = by_content.get(content)
        if known is None or _age(each) > _age(known):
            by_content[content] = each
    return list(by_content.values())


def _newest(distinct: Sequence[Sent]) -> Sequence[Sent]:
    if len(distinct) == 1:
        return distinct
    newest = _highest(distinct, _version) or _highest(distinct, _updated) or distinct
    whole = [each for each in newest if not _is_part(each)]
    return whole or newest


def _highest(listed: Sequence[Sent], rank: Callable[[Sent], Rank | None]) -> Sequence[Sent]:
    """Those of the highest rank; none where one of them has no rank."""
    ranks = [rank(each) for each in listed]
    known = [each for each in ranks if each is not None]
    if len(known) < len(ranks):
        return ()
    return [each for each, its in zip(listed, ranks, strict=True) if its == max(known)]


def _age(sent: Sent) -> tuple[int, datetime]:
    return _version(sent) or -1, _updated(sent) or datetime.min.replace(tzinfo=UTC)


def _version(sent: Sent) -> int | None:
    written = string_or_empty(_meta(sent).versionId)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


def _updated(sent: Sent) -> datetime | None:
    when = parse_when(_meta(sent).lastUpdated, UTC)
    return when.moment if when else None


def _is_part(sent: Sent) -> bool:
    return any(tag.code == "SUBSETTED" for tag in list_of(_meta(sent).tag, Coding))


def _meta(sent: Sent) -> Meta:
    return decoded_first(sent.resource.meta, Meta) or Meta()


def _content(resource: Resource) -> bytes:
    """What a resource says of what we read, in one spelling; meta aside.

    One that nests too deep to be compared is like no other.
    """
    try:
        return _spelled(resource)
    except RecursionError:
        return str(id(resource)).encode()


def _spelled(resource: Resource) -> bytes:
    elements = {
        name: _plain(value)
        for name in resource.__struct_fields__
        if name != "meta" and (value := getattr(resource, name)) is not None and value is not ABSENT
    }
    return msgspec.json.encode(elements, order="deterministic")


def _plain(value: Any) -> Any:
    if type(value) is Raw:
        return _opened(value)
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    return [_plain(each) for each in value] if type(value) is list else value


def _opened(raw: Raw) -> Any:
    try:
        return None if raw is ABSENT else msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return bytes(raw)
