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

from mappings.fhir.resources import OneSlot, Slot
from mappings.record.patient_record import Gap
from service.ehr.fhir_client import TOO_LATE, Access, FetchFailed, FhirClient, next_link

NOT_SENT = "the EHR did not send this"
FIRST_PAGE = "the EHR sent only the first page"
MOST_AT_ONCE = 16

PrefetchValues = dict[str, OneSlot]


class Gathered(NamedTuple):
    """A completed prefetch, what is still lacking, and how many searches were made for it."""

    slots: PrefetchValues
    gaps: list[Gap]
    fetched: int


class PrefetchCompleter:
    """Holds the connections and the threads that all requests of a worker share."""

    def __init__(self) -> None:
        self._client = FhirClient()
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="fhir")

    def complete(
        self, sent: Mapping[str, OneSlot], queries: Mapping[str, str], access: Access | None
    ) -> Gathered:
        """The prefetch with what could be had of these queries; without access, only with the gaps."""
        slots = dict(sent)
        lacking = {key: _next(sent[key]) if key in sent else query for key, query in queries.items()}
        lacking = {key: query for key, query in lacking.items() if query}
        if access is None:
            problems = {key: FIRST_PAGE if key in sent else NOT_SENT for key in lacking}
            return Gathered(slots, [Gap(f"prefetch/{key}", why) for key, why in problems.items()], 0)
        asked: dict[str, Future[tuple[list[Slot], str]]] = {}
        for key, query in lacking.items():
            ask = self._client.follow if key in sent else self._client.fetch
            asked[key] = self._pool.submit(ask, query, access)
        wait(asked.values(), timeout=max(0.0, access.deadline - time.monotonic()))
        gaps = [gap for key, future in asked.items() for gap in _collected(key, future, slots)]
        return Gathered(slots, gaps, len(asked))


def _collected(key: str, future: Future[tuple[list[Slot], str]], slots: PrefetchValues) -> Iterable[Gap]:
    """Put the pages of one search beside what was sent; a gap where they are not all there."""
    if not future.done():
        future.cancel()
        return [Gap(f"prefetch/{key}", TOO_LATE)]
    try:
        pages, problem = future.result()
    except FetchFailed as error:
        return [Gap(f"prefetch/{key}", str(error))]
    for number, page in enumerate(pages, start=1):
        slots[f"{key}, page {number}"] = page
    return [Gap(f"prefetch/{key}", problem)] if problem else []


def _next(slot: OneSlot) -> str:
    return next_link(slot) if type(slot) is Slot else ""
