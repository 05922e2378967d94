"""Completes a prefetch: what a client left out is asked of its FHIR server, in parallel, before a deadline.

    present            used
    null               the EHR's answer: there is nothing
    OperationOutcome   the EHR tried and could not; it is not asked again
    first page only    the pages that follow are asked for
    absent             asked for

What cannot be had becomes a gap; the facts that need it stay unknown.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from msgspec import Struct, field

from criteria.gaps import Gap, GapKind
from mappings.fhir.bundles import next_link
from mappings.fhir.resources import OneSlot, Resource
from mappings.search_keys import further_page, most_telling_first, search_of
from service.ehr.fhir_client import Access, FetchFailed, FhirClient

MAX_FETCHES_AT_ONCE = 16

PrefetchValues = dict[str, OneSlot]


class Searched(NamedTuple):
    """One search that was made: its key, what it lacks, if anything, and how long it was waited for."""

    key: str
    lacking: Gap | None
    seconds: float


class Completed(NamedTuple):
    """A completed prefetch, what is still lacking, and the searches that were made for it."""

    values: PrefetchValues
    gaps: list[Gap]
    searches: list[Searched]


class _Search(Struct):
    """A search under way: what it has brought so far, and when it ended."""

    began: float
    pages: list[Resource] = field(default_factory=list)
    ended: float | None = None


class PrefetchCompleter:
    """Holds the connections and the threads that all requests of a worker share."""

    def __init__(self) -> None:
        self.client = FhirClient()
        self._pool = ThreadPoolExecutor(MAX_FETCHES_AT_ONCE, thread_name_prefix="fhir")

    def complete(
        self, sent: Mapping[str, OneSlot], queries: Mapping[str, str], access: Access | None
    ) -> Completed:
        """The prefetch with what could be had of these queries; without access, only with the gaps.

        What tells most is asked first. Of a search that is late the pages that came are used.
        """
        values = dict(sent)
        lacking = lacking_searches(sent, queries)
        if access is None:
            kinds = {k: GapKind.FIRST_PAGE_ONLY if k in sent else GapKind.NOT_SENT for k in lacking}
            return Completed(values, [Gap(_place(key), kind) for key, kind in kinds.items()], [])
        under_way = {key: _Search(time.monotonic()) for key in most_telling_first(lacking)}
        asked: dict[str, Future[None]] = {}
        for key, search in under_way.items():
            asked[key] = self._pool.submit(self._ask, lacking[key], key in sent, access, search)
        wait(asked.values(), timeout=max(0.0, access.deadline - time.monotonic()))
        searches = [_collected(key, asked[key], under_way[key], values) for key in lacking]
        return Completed(values, [each.lacking for each in searches if each.lacking], searches)

    def _ask(self, query: str, is_next: bool, access: Access, search: _Search) -> None:
        ask = self.client.follow if is_next else self.client.fetch
        try:
            ask(query, access, search.pages)
        finally:
            search.ended = time.monotonic()


def lacking_searches(sent: Mapping[str, OneSlot], queries: Mapping[str, str]) -> dict[str, str]:
    """What is still to be asked: the query of each key that was not sent, the next link of a first page."""
    lacking = {key: _next(sent[key]) if key in sent else query for key, query in queries.items()}
    return {key: query for key, query in lacking.items() if query}


def _collected(key: str, future: Future[None], search: _Search, values: PrefetchValues) -> Searched:
    """Put the pages of one search beside what was sent, and say what is lacking of them."""
    lacking = _problem(key, future)
    for number, page in enumerate(tuple(search.pages), start=1):
        values[further_page(key, number)] = page
    return Searched(key, lacking, (search.ended or time.monotonic()) - search.began)


def _problem(key: str, future: Future[None]) -> Gap | None:
    """Why a search did not end well; one that did not end goes on, and is not waited for."""
    if not future.done():
        future.cancel()
        return Gap(_place(key), GapKind.TOO_LATE)
    try:
        future.result()
    except FetchFailed as error:
        return Gap(_place(key), error.kind, error.detail)
    return None


def _place(key: str) -> str:
    """How a gap names what was asked: a search by its key in the prefetch, a read by what was to be read."""
    return f"prefetch/{key}" if search_of(key) else key


def _next(slot: OneSlot) -> str:
    return next_link(slot) if type(slot) is Resource else ""
