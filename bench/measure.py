"""Takes the times: rivals in turns, block by block, so that what else the machine does hits all alike."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from statistics import linear_regression, median
from typing import NamedTuple

from bench.processes import cpu_seconds
from bench.servers import Server
from tests.support.running.client import Connection, posting

_BLOCK_BYTES = 4_000_000
_FEWEST, _MOST = 3, 40
_FEWEST_ROUNDS = 3
_LONGEST_SECONDS = 20.0


class Rival(NamedTuple):
    """A server and the body it gets."""

    server: Server
    body: bytes


class Times(NamedTuple):
    """Milliseconds a request: of each block the median wall time, and the CPU time where it is known."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]


class Wrong(Exception):
    """A server answered with an error."""


def in_turns(rivals: Mapping[str, Rival], rounds: int) -> dict[str, Times]:
    """So many blocks of each rival, each round in another order; fewer when they take too long."""
    begun = time.monotonic()
    blocks: dict[str, list[tuple[float, float | None]]] = {name: [] for name in rivals}
    with ExitStack() as stack:
        open_ones = {name: stack.enter_context(Connection(r.server.port)) for name, r in rivals.items()}
        for turn in range(rounds + 1):
            if turn > _FEWEST_ROUNDS and time.monotonic() - begun > _LONGEST_SECONDS:
                break
            for name in _rotated(list(rivals), turn):
                block = _block(open_ones[name], rivals[name])
                if turn:  # the first round warms up
                    blocks[name].append(block)
    return {name: _times(listed) for name, listed in blocks.items()}


def ratio(above: Sequence[float], below: Sequence[float]) -> float | None:
    """The median of the ratios of blocks measured side by side."""
    return median(a / b for a, b in zip(above, below, strict=True)) if above and below else None


def block_size(body: bytes) -> int:
    """How often a body is sent in one block: the larger, the less often."""
    return max(_FEWEST, min(_MOST, _BLOCK_BYTES // len(body)))


def slope(megabytes: Sequence[float], milliseconds: Sequence[float]) -> float:
    """Milliseconds a megabyte, by least squares."""
    return linear_regression(megabytes, milliseconds).slope


def timed(connection: Connection, request: bytes) -> float:
    """The milliseconds of one request.

    Raises:
        Wrong: when the status is not 200.
    """
    begun = time.perf_counter()
    answer = connection.ask(request)
    taken = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        raise Wrong(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")
    return taken


def _block(connection: Connection, rival: Rival) -> tuple[float, float | None]:
    count = block_size(rival.body)
    request = posting(rival.server.path, rival.body)
    before = cpu_seconds(rival.server.worker)
    wall = median(timed(connection, request) for _ in range(count))
    after = cpu_seconds(rival.server.worker)
    known = before is not None and after is not None
    return wall, (after - before) / count * 1000 if known else None  # type: ignore[operator]


def _times(blocks: Sequence[tuple[float, float | None]]) -> Times:
    return Times(
        tuple(wall for wall, _ in blocks),
        tuple(cpu for _, cpu in blocks if cpu is not None),
    )


def _rotated(names: list[str], turn: int) -> list[str]:
    start = turn % len(names)
    return names[start:] + names[:start]
