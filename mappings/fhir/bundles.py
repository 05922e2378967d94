"""Takes apart what stands under a prefetch key: a resource, or a Bundle of them, which may hold Bundles."""

from __future__ import annotations

from msgspec import Struct, field

from criteria.gaps import Gap, GapKind
from mappings.fhir.elements import Link, decoded_list
from mappings.fhir.modifiers import has_modifier
from mappings.fhir.resources import ABSENT, Entry, OneSlot, Resource, Search, is_absent, string_or_empty
from mappings.fhir.servers import Sent

MAX_BUNDLES_DEEP = 8
_SPECIAL = frozenset({"Bundle", "OperationOutcome", "Patient"})


class Response(Struct, gc=False):
    """Bundle.entry.response."""

    outcome: OneSlot = None


class Unpacked(Struct, gc=False):
    """What stood under one key.

    `ids` are the ids of `sent`, and `patients` the Patients among them.
    `outcomes` are OperationOutcomes among the results, `remarks` those that
    stand beside one in its entry, `failed` is whether one stood in place of
    them; `no_results` are other entries that say to be none;
    `included` holds the `id()` of resources that a search brought along.
    """

    sent: list[Sent] = field(default_factory=list)
    ids: list[object] = field(default_factory=list)
    patients: list[Sent] = field(default_factory=list)
    bundles: list[Resource] = field(default_factory=list)
    outcomes: list[Resource] = field(default_factory=list)
    remarks: list[Resource] = field(default_factory=list)
    no_results: list[Sent] = field(default_factory=list)
    included: set[int] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    failed: bool = False


def unpacked(slot: OneSlot, at: str) -> Unpacked:
    """The resources that stand at a place of the request; what is none is a gap that names the place."""
    found = Unpacked()
    if slot is None:
        return found
    if type(slot) is not Resource:
        found.gaps.append(Gap(at, GapKind.NO_RESOURCE))
    elif slot.resourceType == "Bundle":
        _unpack(slot, at, found, MAX_BUNDLES_DEEP)
    elif slot.resourceType == "OperationOutcome":
        found.outcomes.append(slot)
        found.failed = True
    elif type(slot.resourceType) is not str:
        found.gaps.append(Gap(at, GapKind.NO_RESOURCE_TYPE))
    else:
        _result(Sent(slot), found)
    return found


def _unpack(bundle: Resource, at: str, found: Unpacked, deep: int) -> None:
    if bundle.implicitRules is not None or not deep:
        found.gaps.append(Gap(at, GapKind.UNDER_MODIFIER if deep else GapKind.NO_RESOURCE))
        return
    found.bundles.append(bundle)
    if bundle.entry is not None and type(bundle.entry) is not list:
        found.gaps.append(Gap(at, GapKind.NO_LIST_OF_ENTRIES))
        return
    for i, entry in enumerate(bundle.entry or ()):
        if type(entry) is not Entry or type(entry.resource) is not Resource:
            found.gaps.append(_without_resource(entry, at, i))
            continue
        if (entry.response is not ABSENT or entry.modifierExtension is not ABSENT) and _is_modified(
            entry, f"{at}.entry[{i}]", found
        ):
            continue
        resource, search = entry.resource, entry.search
        kind = resource.resourceType
        if (
            type(kind) is str
            and kind not in _SPECIAL
            and (type(search) is not Search or search.mode == "match")
        ):
            found.sent.append(Sent(resource, entry.fullUrl if type(entry.fullUrl) is str else ""))
            found.ids.append(resource.id)
        elif kind == "Bundle":
            _unpack(resource, f"{at}.entry[{i}]", found, deep - 1)
        else:
            _take(resource, entry, f"{at}.entry[{i}]", found)


def _is_modified(entry: Entry, at: str, found: Unpacked) -> bool:
    """Whether an entry carries a modifier, which is said; what its response says of how it went is kept."""
    remarks = (each.outcome for each in decoded_list(entry.response, Response))
    found.remarks += [each for each in remarks if type(each) is Resource]
    if modified := has_modifier(entry.modifierExtension):
        found.gaps.append(Gap(at, GapKind.UNDER_MODIFIER))
    return modified


def _take(resource: Resource, entry: Entry, at: str, found: Unpacked) -> None:
    """Put one resource where it belongs by its type and its mode in the search."""
    kind = resource.resourceType
    url = entry.fullUrl if type(entry.fullUrl) is str else ""
    mode = entry.search.mode if type(entry.search) is Search else None
    if kind == "OperationOutcome":
        found.outcomes.append(resource)
    elif type(kind) is not str:
        found.gaps.append(Gap(url or at, GapKind.NO_RESOURCE_TYPE))
    elif mode == "outcome":
        found.no_results.append(Sent(resource, url))
    else:
        _result(Sent(resource, url), found)
        if mode == "include":
            found.included.add(id(resource))


def _result(sent: Sent, found: Unpacked) -> None:
    found.sent.append(sent)
    found.ids.append(sent.resource.id)
    if sent.resource.resourceType == "Patient":
        found.patients.append(sent)


def _without_resource(entry: object, at: str, i: int) -> Gap:
    """An entry of a batch that only tells how its request went was tried, and gave nothing."""
    if type(entry) is Entry and entry.resource is None and not is_absent(entry.response):
        return Gap(at, GapKind.SEARCH_FAILED)
    return Gap(f"{at}.entry[{i}]", GapKind.NO_RESOURCE_IN_ENTRY)


def next_link(page: Resource) -> str:
    """The link to the page after this one, possibly relative; the empty string when this is the last."""
    return link_of(page, "next")


def link_of(page: Resource, relation: str) -> str:
    """A link of a Bundle by its relation; the empty string where it has none."""
    links = decoded_list(page.link, Link)
    return next((string_or_empty(link.url) for link in links if link.relation == relation), "")
