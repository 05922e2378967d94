"""Looks up which resources stand on a FHIR server, by identifiers that are theirs alone.

What a server sends that was not asked for is passed over: some know no search by
identifier, and send all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Raw, Struct

from criteria.gaps import GapKind
from mappings.fhir.bundles import link_of
from mappings.fhir.elements import Identifier, decoded_list
from mappings.fhir.resources import ABSENT, ENTERED_IN_ERROR, Entry, Resource, list_of
from service.ehr.exchange import FetchFailed
from service.ehr.fhir_client import Access, FhirClient, Search
from service.ehr.write_results import Refused, Why, why_of_status

REPLACED = "old"
"""Identifier.use of what a resource was before it was corrected."""
_MOST_IN_ONE = 10
"""Identifiers in one search, since some servers take URLs of 2000 characters at most."""


class Sought(Struct, frozen=True):
    """A resource that may stand: its type, its identifier as `system|value`, and its code likewise."""

    kind: str
    identity: str
    code: str = ""


class Standing(Struct, frozen=True):
    """A resource that stands: `Type/id`, its version where it has one, and whether it was withdrawn.

    `is_replaced` where it was looked up by what it was before it was corrected, and says something else now.
    """

    reference: str
    version: str = ""
    is_withdrawn: bool = False
    is_replaced: bool = False


class LookedUp(Struct, frozen=True):
    """What stands, by identifier; where some could not be looked up now, why what is not found may stand.

    A server that never lets them be searched for is relied on to create each once. `unsearchable`
    are the types that it does not search by identifier, and so refuses to create on that condition.
    """

    found: Mapping[str, Standing]
    lacking: Refused | None = None
    unsearchable: frozenset[str] = frozenset()


class _Named(Identifier, gc=False):
    """An Identifier with its use."""

    use: Any = None


class _Meta(Struct):
    """Resource.meta."""

    versionId: object = None


def look_up(client: FhirClient, sought: Sequence[Sought], patient: str, access: Access) -> LookedUp:
    """Which of these resources of a patient stand."""
    searches = _asked(client, _by_identifier(sought, patient), access)
    strict = {_kind(each) for each in searches if each.failed and each.failed.is_bad_request}
    unsearchable = frozenset(strict | {_kind(each) for each in searches if _is_ignored(each)})
    if strict:
        refused = [each for each in sought if each.kind in strict]
        searches = [each for each in searches if _kind(each) not in strict]
        searches += _asked(client, _by_code(refused, patient), access)
    found = dict(_found(searches, {each.identity for each in sought}))
    failed = [_refused(each.failed) for each in searches if each.failed]
    lacking = next((each for each in failed if not each.is_final), None)
    is_whole = all(each.identity in found for each in sought)
    return LookedUp(found, None if is_whole else lacking, unsearchable)


def _is_ignored(search: Search) -> bool:
    """Whether a page says itself that it was not searched by identifier (FHIR R4 search.html#conformance)."""
    asked = [link_of(page, "self") for page in search.pages[:1]]
    return any(link and "identifier=" not in link for link in asked)


def _asked(client: FhirClient, queries: Iterable[str], access: Access) -> list[Search]:
    searches = [Search(query, is_next=False) for query in queries]
    client.ask(searches, access)
    return searches


def _by_identifier(sought: Sequence[Sought], patient: str) -> Iterator[str]:
    for kind in _kinds(sought):
        identities = [each.identity for each in sought if each.kind == kind]
        for first in range(0, len(identities), _MOST_IN_ONE):
            some = ",".join(identities[first : first + _MOST_IN_ONE])
            yield _query(kind, patient, identifier=some)


def _by_code(sought: Sequence[Sought], patient: str) -> Iterator[str]:
    """For servers that refuse a search by identifier: all of the codes, and all of a type that has none."""
    for kind in _kinds(sought):
        codes = dict.fromkeys(each.code for each in sought if each.kind == kind and each.code)
        yield _query(kind, patient, **({"code": ",".join(codes)} if codes else {}))


def _kinds(sought: Sequence[Sought]) -> Iterable[str]:
    return dict.fromkeys(each.kind for each in sought)


def _kind(search: Search) -> str:
    return search.query.partition("?")[0]


def _query(kind: str, patient: str, **parameters: str) -> str:
    return f"{kind}?{urlencode({'patient': patient, **parameters}, quote_via=quote)}"


def _found(searches: Iterable[Search], identities: set[str]) -> Iterator[tuple[str, Standing]]:
    entries = [entry for search in searches for page in search.pages for entry in list_of(page.entry, Entry)]
    for entry in entries:
        resource = entry.resource
        if isinstance(resource, Resource) and isinstance(resource.id, str):
            reference, version = f"{resource.resourceType}/{resource.id}", _version(resource.meta)
            is_withdrawn = resource.status == ENTERED_IN_ERROR
            for each in decoded_list(resource.identifier, _Named):
                if (identity := f"{each.system}|{each.value}") in identities:
                    yield identity, Standing(reference, version, is_withdrawn, each.use == REPLACED)


def _version(meta: Raw) -> str:
    try:
        version = None if meta is ABSENT else msgspec.json.decode(meta, type=_Meta).versionId
    except msgspec.ValidationError:
        return ""
    return version if isinstance(version, str) else ""


def _refused(failed: FetchFailed) -> Refused:
    if failed.kind is GapKind.REFUSED and failed.detail.isdigit():
        status = int(failed.detail)
        return Refused(why_of_status(status), status)
    if failed.kind is GapKind.TOO_LATE:
        return Refused(Why.NO_ANSWER)
    return Refused(Why.UNREACHABLE if failed.kind is GapKind.UNREACHABLE else Why.UNREADABLE)
