"""Counts for Prometheus over all workers: what was asked, how it went, how long it took.

A label's values are few and known beforehand; nothing of a request becomes one.
The library decides when it is imported whether it counts in files that workers
share, so it is imported where the counting begins.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cds_cards.determination import DeterminationResult
from service.ehr.complete_prefetch import Searched
from service.hooks.answer import Answered
from service.hooks.stages import Stages
from service.worksheet.saved import Saved

if TYPE_CHECKING:
    from prometheus_client import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder of the shared files; one process alone needs none."""

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_RESERVED_BYTES = 256 * 1024

_log = logging.getLogger("criteria_cards.telemetry")


class Metrics:
    """What one process counts. Safe to share between threads."""

    def __init__(self) -> None:
        self._folder = _with_room()
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._registry = CollectorRegistry()

        def counter(name: str, counts: str, *labels: str) -> Callable[..., Counter]:
            # a cache of what some labels have, since the library's own takes twice as long
            return cache(Counter(f"criteria_cards_{name}", counts, labels, registry=self._registry).labels)

        self._requests = counter("requests", "Requests answered", "endpoint", "service", "status")
        self._outcomes = counter("outcomes", "Determinations", "policy", "rule_set", "outcome")
        self._gaps = counter("gaps", "Gaps in what EHRs sent", "kind")
        self._fetches = counter("fetches", "Searches of FHIR servers", "result")
        self._refusals = counter("token_refusals", "Tokens refused", "check")
        self._worksheets = counter("worksheets", "Visits to worksheets", "what", "status")
        self._saved = counter("worksheets_saved", "Worksheets saved, by how much of it stands", "overall")
        self._writes = counter("writes", "Entries of charts that worksheets saved", "type", "result")
        self._dropped = Counter(
            "criteria_cards_dropped_events", "Evaluations that could not be kept", registry=self._registry
        )
        self._unchecked = Counter(
            "criteria_cards_unchecked_tokens",
            "Tokens taken without knowing whether they were used before",
            registry=self._registry,
        )
        self._busy = Gauge(
            "criteria_cards_busy_fetches",
            "Exchanges with FHIR servers that are under way",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        durations = Histogram(
            "criteria_cards_seconds",
            "How long the stages of answered calls took, whole requests, and feedback",
            ("service", "stage"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._seconds = cache(durations.labels)

    def begin(self, services: Iterable[str]) -> None:
        """Begin the services' durations at zero: making room for them takes longer than a small request."""
        for service in services:
            for stage in (*Stages._fields, "whole", "feedback"):
                self._seconds(service, stage)

    def responded(self, endpoint: str, service: str, status: int, seconds: float) -> None:
        """Count a request; where it is to none of the services, that is empty."""
        self._requests(endpoint, service, status).inc()
        if service:
            self._seconds(service, "whole" if endpoint == "call" else endpoint).observe(seconds)

    def count(self, answered: Answered) -> None:
        """Count an answered call: its stages, searches, gaps and cards.

        A card without a result is of a policy that failed to evaluate.
        """
        for stage, seconds in zip(Stages._fields, answered.stages, strict=True):
            self._seconds(answered.hook.id, stage).observe(seconds)
        self.count_searches(answered.gathered.searches)
        results = [card.determination for card in answered.review.cards]
        for gap in answered.review.gaps:
            self._gaps(gap.kind.value).inc()
        for result in results:
            if result is None:
                self._outcomes("", "", "failed").inc()
            else:
                self._count_outcomes(result)

    def _count_outcomes(self, result: DeterminationResult) -> None:
        """Count what a card says, and the discharge criteria that have no card of their own."""
        self._outcomes(result.policy, result.rule_set or result.kind, result.outcome).inc()
        if result.discharge:
            self._count_outcomes(result.discharge)

    def count_searches(self, searches: Iterable[Searched]) -> None:
        """Count searches of FHIR servers by how they went."""
        for search in searches:
            self._fetches(search.lacking.kind.value if search.lacking else "ok").inc()

    def worksheet(self, what: str, status: int, seconds: float) -> None:
        """Count a visit to a worksheet: opened, answered, saved."""
        self._worksheets(what, status).inc()
        self._seconds("worksheet", what).observe(seconds)

    def saved(self, saved: Saved) -> None:
        """Count a save by how much of it stands, and its entries by what became of them."""
        self._saved(saved.overall.value).inc()
        for each in saved.entries:
            self._writes(each.kind, each.refused.why.value if each.refused else each.state.value).inc()

    def fetching(self, exchanges: int) -> None:
        """Say how many exchanges with FHIR servers this process has under way."""
        self._busy.set(exchanges)

    def refused(self, check: str) -> None:
        """Count a token that failed a check; the decoder's words about a wrong type are one check."""
        self._refusals("malformed" if check.startswith(("Expected", "Object")) else check).inc()

    def took_unchecked(self) -> None:
        """Count a token that was taken while the store of used tokens did not answer."""
        self._unchecked.inc()

    def dropped(self) -> None:
        """Count an evaluation that could not be kept."""
        self._dropped.inc()

    def text(self, spool_bytes: int, refused_events: int) -> tuple[bytes, str]:
        """What all processes counted, what waits in spools and is set aside, and the media type of that."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.core import GaugeMetricFamily
        from prometheus_client.multiprocess import MultiProcessCollector

        counted = list(self._registry.collect())
        if self._folder:
            _forget_dead(self._folder)
            counted = list(MultiProcessCollector(None, self._folder).collect())  # type: ignore[no-untyped-call]
        now = [
            GaugeMetricFamily(f"criteria_cards_{name}", counts, value)
            for name, counts, value in (
                ("spool_bytes", "Events that are not yet in the database", spool_bytes),
                ("refused_events", "Events that the database refused, set aside", refused_events),
            )
        ]
        everything = CollectorRegistry()
        everything.register(_Collected([*counted, *now]))
        return generate_latest(everything), CONTENT_TYPE_LATEST


def _nothing(*_: object) -> None:
    """Count nothing."""


class Uncounted(Metrics):
    """Counts nothing: for calls that no EHR made. What workers share would be counted twice."""

    def __init__(self) -> None:
        """Open no file."""

    begin = responded = count = count_searches = _nothing  # type: ignore[assignment]
    fetching = refused = took_unchecked = dropped = _nothing  # type: ignore[assignment]


class _Collected:
    """Metrics in the form in which the library asks for them."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self.collect = lambda: metrics


def _forget_dead(folder: str) -> None:
    """What processes that are gone had under way is not under way any more."""
    from prometheus_client.multiprocess import mark_process_dead

    for path in Path(folder).glob("gauge_live*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
        except PermissionError:
            pass  # somebody else's process has its number


def _with_room() -> str | None:
    """The shared folder, once this process's files in it have room on the disk.

    The library writes through a memory map, and where the disk is full that
    would kill the process; so blocks are taken beforehand. Where there are none
    the process counts for itself alone.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        return None
    for kind in ("counter", "histogram"):
        path = Path(folder, f"{kind}_{os.getpid()}.db")
        try:
            with suppress(FileExistsError), path.open("xb") as file:
                file.write(bytes(_RESERVED_BYTES))
        except OSError as error:
            path.unlink(missing_ok=True)
            _log.warning("no room for the files that workers count in: %s", type(error).__name__)
            del os.environ[FOLDER]
            return None
    return folder
