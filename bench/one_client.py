"""What one client waits at one worker, against both floors; what the worker holds, and its first call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from bench import targets
from bench.bodies import DIRTY, Body, dirty
from bench.check import check
from bench.measure import Rival, Times, in_turns, slope, timed
from bench.processes import cpu_seconds, pss_mib
from bench.report import Figure, compared
from bench.servers import Server, raw_socket, same_server, service
from bench.trees import Tree
from tests.support.running.client import Connection, posting

_DIRTY_SIZE, _MEMORY_SIZE = "500 KB", "5 MB"
_VALIDATING = {"CRITERIA_CARDS_VALIDATE_EVIDENCE": "true"}
_WARM = 20
_RAW, _SAME, _PLAIN, _VALIDATED = "raw socket", "same server", "plain", "validating"


class Sized(NamedTuple):
    """What was measured with one body, by server."""

    body: Body
    times: dict[str, Times]


class First(NamedTuple):
    """The first call that a fresh service gets: milliseconds, and the length of the answer."""

    wall: float
    cpu: float | None
    answer_bytes: int


def one_client(bodies: Sequence[Body], rounds: int, starts: int) -> Iterator[Figure]:
    """All figures of one worker at one connection."""
    first = [_first_call(bodies[0]) for _ in range(starts)]
    with ExitStack() as stack:
        plain = stack.enter_context(service())
        _warm(plain, bodies[0])
        idle = pss_mib(plain.worker)
        servers = {
            _RAW: stack.enter_context(raw_socket()),
            _SAME: stack.enter_context(same_server(first[0].answer_bytes)),
            _PLAIN: plain,
            _VALIDATED: stack.enter_context(service(_VALIDATING)),
        }
        sized = []
        for body in bodies:
            sized.append(_measured(body, servers, rounds))
            if body.name == _MEMORY_SIZE:
                after = pss_mib(plain.worker)
        spoiled = list(_spoiled(bodies, plain, rounds))
    yield from _against_floors(sized)
    yield from spoiled
    yield from _validation(sized)
    yield Figure(
        "wall, first call, 50 KB", "ms", median(each.wall for each in first), limit=targets.FIRST_CALL_MS
    )
    if cpu := [each.cpu for each in first if each.cpu is not None]:
        yield Figure("CPU, first call, 50 KB", "ms", median(cpu))
    yield Figure("worker PSS, idle", "MiB", idle, limit=targets.IDLE_MIB)
    yield Figure(f"worker PSS, after the {_MEMORY_SIZE} bodies", "MiB", after)


def two_trees(other: Tree, bodies: Sequence[Body], rounds: int) -> Iterator[Figure]:
    """One client at the servers of this tree and of another one, in turns."""
    with ExitStack() as stack:
        servers = {"ours": stack.enter_context(service())}
        servers["theirs"] = stack.enter_context(service(tree=other))
        for server in servers.values():
            _warm(server, bodies[0])
        for body in bodies:
            times = _measured(body, servers, rounds).times
            ours, theirs = times["ours"], times["theirs"]
            yield compared(f"wall, {body.name}, one client", ours.wall, theirs.wall, targets.TO_TREE_BEFORE)
            yield compared(f"CPU, {body.name}, one client", ours.cpu, theirs.cpu, targets.TO_TREE_BEFORE)


def _first_call(body: Body) -> First:
    with service() as server, Connection(server.port) as connection:
        before = cpu_seconds(server.worker)
        wall = timed(connection, posting(server.path, body.content))
        after = cpu_seconds(server.worker)
        answer = connection.ask(posting(server.path, body.content))
    cpu = None if before is None or after is None else (after - before) * 1000
    return First(wall, cpu, len(answer.body))


def _warm(server: Server, body: Body) -> None:
    with Connection(server.port) as connection:
        for _ in range(_WARM):
            timed(connection, posting(server.path, body.content))
    time.sleep(0.5)


def _checked(server: Server, body: Body) -> Rival:
    """The server as a rival for this body, once it answered it rightly."""
    with Connection(server.port) as connection:
        check(connection.ask(posting(server.path, body.content)), body.name)
    return Rival(server, body.content)


def _measured(body: Body, servers: dict[str, Server], rounds: int) -> Sized:
    rivals = {
        name: Rival(server, body.content) if name in (_RAW, _SAME) else _checked(server, body)
        for name, server in servers.items()
    }
    return Sized(body, in_turns(rivals, rounds))


def _spoiled(bodies: Sequence[Body], server: Server, rounds: int) -> Iterator[Figure]:
    """The same body with a wrong type in a few resources, against the clean one."""
    clean = next(body for body in bodies if body.name == _DIRTY_SIZE)
    rivals = {"clean": _checked(server, clean), "dirty": _checked(server, dirty(_DIRTY_SIZE))}
    times = in_turns(rivals, rounds)
    what = f"{_DIRTY_SIZE}, wrong types in {DIRTY:.0%} (base: clean)"
    yield compared(f"wall, {what}", times["dirty"].wall, times["clean"].wall, targets.DIRTY_TO_CLEAN)
    yield compared(f"CPU, {what}", times["dirty"].cpu, times["clean"].cpu)


def _against_floors(sized: Sequence[Sized]) -> Iterator[Figure]:
    limits = {_SAME: targets.TO_SAME_SERVER, _RAW: targets.TO_RAW_SOCKET}
    for floor, by_size in limits.items():
        for body, times in sized:
            what = f"wall, {body.name}, {body.resources} resources (base: {floor})"
            yield compared(what, times[_PLAIN].wall, times[floor].wall, by_size.get(body.name))
    for floor in limits:
        for body, times in sized:
            yield compared(f"CPU, {body.name} (base: {floor})", times[_PLAIN].cpu, times[floor].cpu)
    yield _growth(sized)


def _growth(sized: Sequence[Sized]) -> Figure:
    """What each further megabyte costs."""
    megabytes = [len(each.body.content) / 1e6 for each in sized]
    base, measured = (
        slope(megabytes, [median(each.times[name].wall) for each in sized]) for name in (_SAME, _PLAIN)
    )
    what = f"wall, slope from {sized[0].body.name} to {sized[-1].body.name} (base: {_SAME})"
    return Figure(what, "ms/MB", measured, base, measured / base, targets.SLOPE_TO_SAME_SERVER)


def _validation(sized: Sequence[Sized]) -> Iterator[Figure]:
    for body, times in sized:
        what = f"wall, {body.name}, evidence validated (base: not)"
        yield compared(what, times[_VALIDATED].wall, times[_PLAIN].wall)
