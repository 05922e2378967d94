"""Hands patients to processes, a batch at a time, and puts together what comes back; memory stays bounded."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Generic, TypeVar

from service.sources.staging import Grouped

BATCH = 25
"""Patients that a process is given at a time."""
_WAITING_PER_WORKER = 2

Result = TypeVar("Result")
Batch = tuple[Grouped, ...]


class Workers(Generic[Result]):
    """Processes that each make their tools once, then work batch by batch; with one worker, this process."""

    def __init__(self, count: int, make: Callable[..., Callable[[Batch], Result]], *tools: object) -> None:
        self._count, self._make, self._tools = count, make, tools

    def results(self, patients: Iterable[Grouped]) -> Iterator[tuple[int, Result]]:
        """What became of each batch, with how many patients it had, in the order of the batches."""
        found = iter(patients)
        batches = iter(lambda: tuple(islice(found, BATCH)), ())
        if self._count == 1:
            work = self._make(*self._tools)
            yield from ((len(batch), work(batch)) for batch in batches)
            return
        context = multiprocessing.get_context("spawn")  # what reads the files has threads of its own
        with ProcessPoolExecutor(self._count, context, _make_tools, (self._make, self._tools)) as pool:
            waiting: deque[tuple[int, Future[Result]]] = deque()
            for batch in batches:
                waiting.append((len(batch), pool.submit(_work, batch)))
                if len(waiting) > self._count * _WAITING_PER_WORKER:
                    count, oldest = waiting.popleft()
                    yield count, oldest.result()
            while waiting:
                count, oldest = waiting.popleft()
                yield count, oldest.result()


_made: list[Callable[[Batch], object]] = []


def _make_tools(make: Callable[..., Callable[[Batch], object]], tools: tuple[object, ...]) -> None:
    _made[:] = [make(*tools)]


def _work(batch: Batch) -> Any:
    return _made[0](batch)
