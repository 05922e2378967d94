"""Takes apart what stands under a prefetch key: a resource, or a Bundle of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mappings.fhir.resources import Entry, OneSlot, Resource, Search, Slot


def resources_in(
    slot: OneSlot, at: str, gap: Callable[[str, str], None]
) -> Iterable[tuple[Resource, object]]:
    """Each resource with its entry's fullUrl; what is none is reported, with the place where it stands."""
    if slot is None:
        return ()
    if type(slot) is not Slot:
        gap(at, "this is neither a resource nor a Bundle")
        return ()
    if slot.resourceType == "Bundle":
        return _entries(slot, at, gap)
    if slot.resourceType == "OperationOutcome":
        gap(at, "the EHR tried to read this and could not")
        return ()
    return ((slot, None),)


def _entries(bundle: Slot, at: str, gap: Callable[[str, str], None]) -> Iterator[tuple[Resource, object]]:
    if bundle.entry is not None and type(bundle.entry) is not list:
        gap(at, "Bundle.entry is not a list")
        return
    for i, entry in enumerate(bundle.entry or ()):
        if type(entry) is not Entry or type(entry.resource) is not Resource:
            gap(f"{at}.entry[{i}]", "this entry holds no resource")
        elif type(entry.search) is not Search or entry.search.mode != "outcome":
            yield entry.resource, entry.fullUrl
