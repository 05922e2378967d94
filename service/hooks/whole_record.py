"""A record that somebody sends as the whole of it, by the searches that would have found its resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mappings.fhir.resources import Entry, Resource
from service.ehr.complete_prefetch import PrefetchValues


def as_prefetch(entries: Sequence[Entry], searches: Mapping[str, str]) -> PrefetchValues:
    """What each search would have found among the entries of a Bundle; what none looks for comes along too.

    Nothing is left to ask for: what is not there is not on file.
    """
    found: PrefetchValues = {"record": _bundle(entries)}
    for key, query in searches.items():
        kind, is_search, _ = query.partition("?")
        of_kind = [each for each in entries if _kind(each) == kind.partition("/")[0]]
        found[key] = _bundle(of_kind) if is_search else next((each.resource for each in of_kind), None)
    return found


def _bundle(entries: Sequence[Entry]) -> Resource:
    return Resource(resourceType="Bundle", type="searchset", entry=list(entries))


def _kind(entry: Entry) -> object:
    return entry.resource.resourceType if type(entry.resource) is Resource else None
