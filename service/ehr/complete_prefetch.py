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
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from criteria.gaps import Gap, GapKind
from mappings.fhir.bundles import next_link
from mappings.fhir.resources import OneSlot, Resource
from mappings.search_keys import further_page
from service.ehr.fhir_client import Access, FetchFailed, FhirClient, Pages

MAX_FETCHES_AT_ONCE = 16

PrefetchValues = dict[str, OneSlot]


class Completed(NamedTuple):
    """A completed prefetch, what is still lacking, and how many searches were made for it."""

    values: PrefetchValues
    gaps: list[Gap]
    fetched: int


class PrefetchCompleter:
    """Holds the connections and the threads that all requests of a worker share."""

    def __init__(self) -> None:
        self._client = FhirClient()
        self._pool = ThreadPoolExecutor(MAX_FETCHES_AT_ONCE, thread_name_prefix="fhir")

    def complete(
        self, sent: Mapping[str, OneSlot], queries: Mapping[str, str], access: Access | None
    ) -> Completed:
        """The prefetch with what could be had of these queries; without access, only with the gaps."""
        values = dict(sent)
        lacking = lacking_searches(sent, queries)
        if access is None:
            kinds = {k: GapKind.FIRST_PAGE_ONLY if k in sent else GapKind.NOT_SENT for k in lacking}
            return Completed(values, [Gap(f"prefetch/{key}", kind) for key, kind in kinds.items()], 0)
        asked: dict[str, Future[Pages]] = {}
        for key, query in lacking.items():
            ask = self._client.follow if key in sent else self._client.fetch
            asked[key] = self._pool.submit(ask, query, access)
        wait(asked.values(), timeout=max(0.0, access.deadline - time.monotonic()))
        gaps = [gap for key, future in asked.items() for gap in _collected(key, future, values)]
        return Completed(values, gaps, len(asked))


def lacking_searches(sent: Mapping[str, OneSlot], queries: Mapping[str, str]) -> dict[str, str]:
    """What is still to be asked: the query of each key that was not sent, the next link of a first page."""
    lacking = {key: _next(sent[key]) if key in sent else query for key, query in queries.items()}
    return {key: query for key, query in lacking.items() if query}


def _collected(key: str, future: Future[Pages], values: PrefetchValues) -> Iterable[Gap]:
    """Put the pages of one search beside what was sent; a gap where they are not all there."""
    if not future.done():
        future.cancel()
        return [Gap(f"prefetch/{key}", GapKind.TOO_LATE)]
    try:
        pages, lacking, detail = future.result()
    except FetchFailed as error:
        return [Gap(f"prefetch/{key}", error.kind, error.detail)]
    for number, page in enumerate(pages, start=1):
        values[further_page(key, number)] = page
    return [Gap(f"prefetch/{key}", lacking, detail)] if lacking else []


def _next(slot: OneSlot) -> str:
    return next_link(slot) if type(slot) is Resource else ""
