"""`python -m bench`: start the service as production does; print what a request costs, and how many."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from bench.bodies import DIRTY, Body, bodies, dirty
from bench.check import WrongAnswer, check
from bench.client import Connection, post
from bench.measure import Rival, Times, Wrong, in_turns, ratio, slope, timed
from bench.outage import outages
from bench.processes import cpu_seconds, pss_mib
from bench.report import Figure, Run, as_json, as_table, machine
from bench.servers import Server, floor, service
from bench.throughput import SIZES, Pace, throughput

_LIMITS = {"50 KB": 5.5, "500 KB": 2.5, "5 MB": 2.2}
_SLOPE_LIMIT = 2.2
_IDLE_LIMIT_MIB = 105
_FIRST_LIMIT_MS = 10
_DIRTY_LIMIT = 1.1
_DIRTY_SIZE, _MEMORY_SIZE = "500 KB", "5 MB"
_VALIDATING = {"CRITERIA_CARDS_VALIDATE_EVIDENCE": "true"}
_WARM = 20


class Scope(NamedTuple):
    """How much is measured."""

    rounds: int
    starts: int
    pace: Pace


class Sized(NamedTuple):
    """What was measured with one body."""

    body: Body
    floor: Times
    plain: Times
    validating: Times


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status is 1 only when the service answers wrongly or does not start."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: the figures scatter more")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    scope = Scope(3, 1, Pace(1, 0.4)) if options.quick else Scope(25, 3, Pace(5, 0.6))
    begun = time.monotonic()
    try:
        requests = bodies()
        figures = tuple(_figures(requests, scope))
        small = [body for body in requests if body.name in SIZES]
        cells = tuple(throughput(small, scope.pace))
        troubles = tuple(outages(small[0], scope.pace))
    except (WrongAnswer, Wrong, RuntimeError, ConnectionError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    run = Run(scope.rounds, round(time.monotonic() - begun, 1), machine(), figures, cells, troubles)
    sys.stdout.write((as_json(run) if options.json else as_table(run)) + "\n")
    return 0


def _figures(requests: Sequence[Body], scope: Scope) -> Iterator[Figure]:
    first = [_first_request(requests[0]) for _ in range(scope.starts)]
    with ExitStack() as stack:
        plain = stack.enter_context(service())
        _warm(plain, requests[0])
        idle = pss_mib(plain.worker)
        rivals = stack.enter_context(floor()), plain, stack.enter_context(service(_VALIDATING))
        sized = []
        for body in requests:
            sized.append(_measured(body, rivals, scope))
            if body.name == _MEMORY_SIZE:
                after = pss_mib(plain.worker)
        spoiled = list(_spoiled(requests, plain, scope))
    yield from _against_floor(sized)
    yield from spoiled
    yield from _validation(sized)
    yield Figure("wall, first request, 50 KB", "ms", median(wall for wall, _ in first), limit=_FIRST_LIMIT_MS)
    if cpu := [used for _, used in first if used is not None]:
        yield Figure("CPU, first request, 50 KB", "ms", median(cpu))
    yield Figure("worker PSS, idle", "MiB", idle, limit=_IDLE_LIMIT_MIB)
    yield Figure(f"worker PSS, after the {_MEMORY_SIZE} bodies", "MiB", after)


def _first_request(body: Body) -> tuple[float, float | None]:
    """The first request that a fresh service gets: wall and CPU milliseconds."""
    with service() as server, Connection(server.port) as connection:
        before = cpu_seconds(server.worker)
        wall = timed(connection, post(server.path, body.content))
        after = cpu_seconds(server.worker)
    return wall, None if before is None or after is None else (after - before) * 1000


def _warm(server: Server, body: Body) -> None:
    with Connection(server.port) as connection:
        for _ in range(_WARM):
            timed(connection, post(server.path, body.content))
    time.sleep(0.5)


def _checked(server: Server, body: Body) -> Rival:
    """The server as a rival for this body, once it answered it rightly."""
    with Connection(server.port) as connection:
        check(connection.send(post(server.path, body.content)), body.name)
    return Rival(server, body.content)


def _measured(body: Body, servers: tuple[Server, Server, Server], scope: Scope) -> Sized:
    base, plain, validating = servers
    rivals = {
        "floor": Rival(base, body.content),
        "plain": _checked(plain, body),
        "validating": _checked(validating, body),
    }
    times = in_turns(rivals, scope.rounds)
    return Sized(body, times["floor"], times["plain"], times["validating"])


def _spoiled(requests: Sequence[Body], server: Server, scope: Scope) -> Iterator[Figure]:
    """The same body with a wrong type in a few resources, against the clean one."""
    clean = next(body for body in requests if body.name == _DIRTY_SIZE)
    rivals = {"clean": _checked(server, clean), "dirty": _checked(server, dirty(_DIRTY_SIZE))}
    times = in_turns(rivals, scope.rounds)
    what = f"{_DIRTY_SIZE}, wrong types in {DIRTY:.0%} (base: clean)"
    yield _compared(f"wall, {what}", times["dirty"].wall, times["clean"].wall, _DIRTY_LIMIT)
    yield _compared(f"CPU, {what}", times["dirty"].cpu, times["clean"].cpu)


def _against_floor(sized: Sequence[Sized]) -> Iterator[Figure]:
    for each in sized:
        named = f"{each.body.name} ({each.body.resources} resources)"
        yield _compared(f"wall, {named}", each.plain.wall, each.floor.wall, _LIMITS.get(each.body.name))
    for each in sized:
        yield _compared(f"CPU, {each.body.name}", each.plain.cpu, each.floor.cpu)
    yield _growth("wall", sized, [(each.floor.wall, each.plain.wall) for each in sized], _SLOPE_LIMIT)
    if all(each.plain.cpu for each in sized):
        yield _growth("CPU", sized, [(each.floor.cpu, each.plain.cpu) for each in sized])


def _growth(
    what: str,
    sized: Sequence[Sized],
    times: Sequence[tuple[Sequence[float], Sequence[float]]],
    limit: float | None = None,
) -> Figure:
    """What each further megabyte costs."""
    megabytes = [len(each.body.content) / 1e6 for each in sized]
    base = slope(megabytes, [median(floor_times) for floor_times, _ in times])
    measured = slope(megabytes, [median(service_times) for _, service_times in times])
    named = f"{what}, slope from {sized[0].body.name} to {sized[-1].body.name}"
    return Figure(named, "ms/MB", measured, base, measured / base, limit)


def _validation(sized: Sequence[Sized]) -> Iterator[Figure]:
    for each in sized:
        what = f"wall, {each.body.name}, evidence validated (base: not)"
        yield _compared(what, each.validating.wall, each.plain.wall)


def _compared(
    what: str, above: Sequence[float], below: Sequence[float], limit: float | None = None
) -> Figure:
    if not above or not below:
        return Figure(what, "ms")
    return Figure(what, "ms", median(above), median(below), ratio(above, below), limit)


if __name__ == "__main__":
    sys.exit(main())
