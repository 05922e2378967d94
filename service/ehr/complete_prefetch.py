"""Completes a prefetch: what a client left out is asked of its FHIR server, in parallel, before a deadline.

    present            used
    null               the EHR's answer: there is nothing
    OperationOutcome   the EHR tried and could not; it is not asked again
    first page only    the pages that follow are asked for
    absent             asked for

What cannot be had becomes a gap; the facts that need it stay unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from criteria.gaps import Gap, GapKind
from mappings.fhir.bundles import next_link
from mappings.fhir.resources import OneSlot, Resource
from mappings.search_keys import further_page, most_telling_first, search_of
from service.ehr.fhir_client import Access, FhirClient, Search
from service.turns import turn_given_back

PrefetchValues = dict[str, OneSlot]


class Searched(NamedTuple):
    """One search that was made: its key, what it lacks, if anything, how long it was waited for, what it
    asked, and how many entries it brought.
    """

    key: str
    lacking: Gap | None
    seconds: float
    query: str = ""
    found: int = 0


class Completed(NamedTuple):
    """A completed prefetch, what is still lacking, and the searches that were made for it."""

    values: PrefetchValues
    gaps: list[Gap]
    searches: list[Searched]


class PrefetchCompleter:
    """Holds the connections that all requests of a worker share."""

    def __init__(self, client: FhirClient | None = None) -> None:
        self.client = client or FhirClient()

    def complete(
        self, sent: Mapping[str, OneSlot], queries: Mapping[str, str], access: Access | None
    ) -> Completed:
        """The prefetch with what could be had of these queries; without access, only with the gaps.

        What tells most is asked first. Of a search that is late the pages that came are used. Others
        have this request's turn while it waits.
        """
        values = dict(sent)
        lacking = lacking_searches(sent, queries)
        if access is None:
            kinds = {k: GapKind.FIRST_PAGE_ONLY if k in sent else GapKind.NOT_SENT for k in lacking}
            return Completed(values, [Gap(_place(key), kind) for key, kind in kinds.items()], [])
        made = {key: Search(lacking[key], key in sent) for key in most_telling_first(lacking)}
        if made:
            with turn_given_back():
                self.client.ask(made.values(), access)
        searches = [_collected(key, made[key], values) for key in lacking]
        return Completed(values, [each.lacking for each in searches if each.lacking], searches)


def lacking_searches(sent: Mapping[str, OneSlot], queries: Mapping[str, str]) -> dict[str, str]:
    """What is still to be asked: the query of each key that was not sent, the next link of a first page."""
    lacking = {key: _next(sent[key]) if key in sent else query for key, query in queries.items()}
    return {key: query for key, query in lacking.items() if query}


def _collected(key: str, search: Search, values: PrefetchValues) -> Searched:
    """Put the pages of one search beside what was sent, and say what is lacking of them."""
    for number, page in enumerate(search.pages, start=1):
        values[further_page(key, number)] = page
    why = search.failed
    lacking = Gap(_place(key), why.kind, why.detail) if why else None
    return Searched(key, lacking, search.seconds, search.query, sum(map(entries_in, search.pages)))


def entries_in(slot: OneSlot) -> int:
    """How many entries a Bundle has; any other resource counts as one."""
    if type(slot) is not Resource:
        return 0
    if slot.resourceType != "Bundle":
        return 1
    return len(slot.entry) if type(slot.entry) is list else 0


def _place(key: str) -> str:
    """How a gap names what was asked: a search by its key in the prefetch, a read by what was to be read."""
    return f"prefetch/{key}" if search_of(key) else key


def _next(slot: OneSlot) -> str:
    return next_link(slot) if type(slot) is Resource else ""
