"""What came and says that it is not all: which searches of ours are not read to their end by that.

Of what stands under a key of the client's own nothing tells what was searched
but the types of what came. A search of ours that was made itself is whole all
the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from criteria.gaps import Gap, GapKind
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.bundles import Unpacked, next_link
from mappings.fhir.resources import Resource
from mappings.record.outcomes import problem_of
from mappings.search_keys import SearchKey, search_of

SEARCHES: Mapping[str, tuple[SearchKey, ...]] = {
    "Condition": ("conditions",),
    "Observation": ("observations", "criteriaInputs"),
    "QuestionnaireResponse": ("questionnaireResponses",),
    "CarePlan": ("carePlans",),
    "Goal": ("goals",),
    "ServiceRequest": ("serviceRequests",),
    "Encounter": ("encounters",),
    "Procedure": ("procedures",),
    "DocumentReference": ("documents",),
}
"""Which searches of ours bring resources of a type."""


def gaps_of_searches(found: Mapping[str, Unpacked], mapping: SiteMapping) -> Iterator[Gap]:
    """What is wrong with the searches as a whole, by the key of each or the searches it stands for."""
    for key, under in found.items():
        yield from under.gaps
        if under.outcomes or under.remarks or under.bundles:
            for kind, detail in _problems(key, under, mapping):
                yield from (Gap(f"prefetch/{place}", kind, detail) for place in _places(key, under, found))


def total_of(bundle: Resource) -> int:
    """How many resources a search says that it found; none where it does not say."""
    is_search = bundle.type in (None, "searchset")
    return bundle.total if is_search and type(bundle.total) is int else 0


def _problems(key: str, under: Unpacked, mapping: SiteMapping) -> Iterator[tuple[GapKind, str]]:
    if problem := _told(under, mapping):
        yield problem, ""
    if search_of(key):  # whose own pages are followed, and whose totals are counted with those
        if any(map(next_link, under.bundles[1:])):
            yield GapKind.FIRST_PAGE_ONLY, ""
        return
    total = sum(map(total_of, under.bundles))
    if any(map(next_link, under.bundles)):
        yield GapKind.FIRST_PAGE_ONLY, ""
    elif total > len(under.sent) - len(under.included) + len(under.gaps):
        yield GapKind.MORE_THAN_SENT, f"{total}"


def _told(under: Unpacked, mapping: SiteMapping) -> GapKind | None:
    problem = problem_of([*under.outcomes, *under.remarks], mapping)
    if under.failed and problem in (None, GapKind.SEARCH_PROBLEM):
        return GapKind.SEARCH_FAILED
    return problem


def _places(key: str, under: Unpacked, found: Mapping[str, Unpacked]) -> list[str]:
    """The key itself where it is ours; else the searches of ours that it stands for, if that can be told."""
    if search := search_of(key):
        return [search]
    kinds = {each.resource.resourceType for each in under.sent if id(each.resource) not in under.included}
    kinds &= SEARCHES.keys()
    whole = kinds if len(kinds) == 1 else SEARCHES.keys() if kinds else ()
    searches = (search for kind in whole for search in SEARCHES[str(kind)])
    return [search for search in searches if search not in found] or [key]
