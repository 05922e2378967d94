"""A closed loop: so many clients, each on its own connection, send again as soon as they are answered."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

from bench.measure import Rival, timed
from bench.processes import cpu_of_all
from tests.support.running.client import Connection, posting


class Load(NamedTuple):
    """What one load or several came to: seconds, CPU seconds of all workers, milliseconds of each request."""

    seconds: float
    cpu: float | None
    times: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.times) / self.seconds

    @property
    def cpu_ms(self) -> float | None:
        """CPU milliseconds a request."""
        return None if self.cpu is None else self.cpu * 1000 / len(self.times)

    @property
    def cores(self) -> float | None:
        """How many cores the workers kept busy."""
        return None if self.cpu is None else self.cpu / self.seconds

    def percentile(self, percent: int) -> float:
        """The time that so many percent of the requests did not exceed."""
        return sorted(self.times)[math.ceil(len(self.times) * percent / 100) - 1]


def load(rival: Rival, clients: int, seconds: float) -> Load:
    """Load a server for so long; what was sent by then is still answered and counted.

    Raises:
        Wrong: when a status is not 200.
    """
    request = posting(rival.server.path, rival.body)
    with ExitStack() as stack:
        connections = [stack.enter_context(Connection(rival.server.port)) for _ in range(clients)]
        pool = stack.enter_context(ThreadPoolExecutor(clients))
        before = cpu_of_all(rival.server.workers)
        begun = time.perf_counter()
        loops = [pool.submit(_loop, each, request, begun + seconds) for each in connections]
        times = [taken for loop in loops for taken in loop.result()]
        ended = time.perf_counter()
        after = cpu_of_all(rival.server.workers)
    cpu = None if before is None or after is None else after - before
    return Load(ended - begun, cpu, tuple(times))


def together(loads: Sequence[Load]) -> Load:
    """Several loads as one."""
    cpu = [each.cpu for each in loads if each.cpu is not None]
    return Load(
        sum(each.seconds for each in loads),
        sum(cpu) if len(cpu) == len(loads) else None,
        tuple(taken for each in loads for taken in each.times),
    )


def _loop(connection: Connection, request: bytes, until: float) -> list[float]:
    times = [timed(connection, request)]
    while time.perf_counter() < until:
        times.append(timed(connection, request))
    return times
