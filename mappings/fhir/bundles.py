"""Takes apart what stands under a prefetch key: a resource, or a Bundle of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from criteria.gaps import Gap, GapKind
from mappings.fhir.resources import Entry, OneSlot, Resource, Search, Slot


def resources_in(slot: OneSlot, at: str, report: Callable[[Gap], None]) -> Iterable[tuple[Resource, object]]:
    """Each resource with its entry's fullUrl; what is none is reported, with the place where it stands."""
    if slot is None:
        return ()
    if type(slot) is not Slot:
        report(Gap(at, GapKind.NO_RESOURCE))
        return ()
    if slot.resourceType == "Bundle":
        return _entries(slot, at, report)
    if slot.resourceType == "OperationOutcome":
        report(Gap(at, GapKind.SEARCH_FAILED))
        return ()
    return ((slot, None),)


def _entries(bundle: Slot, at: str, report: Callable[[Gap], None]) -> Iterator[tuple[Resource, object]]:
    if bundle.entry is not None and type(bundle.entry) is not list:
        report(Gap(at, GapKind.NO_LIST_OF_ENTRIES))
        return
    for i, entry in enumerate(bundle.entry or ()):
        if type(entry) is not Entry or type(entry.resource) is not Resource:
            report(Gap(f"{at}.entry[{i}]", GapKind.NO_RESOURCE_IN_ENTRY))
        elif type(entry.search) is not Search or entry.search.mode != "outcome":
            yield entry.resource, entry.fullUrl
