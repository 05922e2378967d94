"""How much a server answers at a time: service and naive build with 1 and 2 workers, and a raw socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bench.bodies import Body
from bench.check import WrongAnswer, check
from bench.load import Load, load, together
from bench.measure import Rival, ratio
from bench.processes import settle
from bench.servers import Server, naive, raw_socket, service
from bench.tables import aligned, number
from tests.support.running.client import Connection, posting

SIZES = ("50 KB", "500 KB")
_CLIENTS = (1, 16)
_WORKERS = (1, 2)
_WARM_SECONDS = 0.5


class Pace(NamedTuple):
    """How long each server is loaded in a cell: so many slices, in turns, of so many seconds."""

    slices: int
    seconds: float


class Cell(Struct, frozen=True, omit_defaults=True):
    """One server under one load. CPU is that of the worker processes.

    `of_naive` is its rate, and `of_naive_by_cpu` its requests per CPU second,
    as a multiple of the naive build's with as many workers.
    """

    body: str
    server: str
    workers: int
    clients: int
    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float | None = None
    cores: float | None = None
    of_naive: float | None = None
    of_naive_by_cpu: float | None = None


_Rivals = Mapping[tuple[str, int], Server]


def throughput(bodies: Sequence[Body], pace: Pace) -> Iterator[Cell]:
    """All cells, those of one body and one number of clients measured side by side."""
    with ExitStack() as stack:
        rivals: dict[tuple[str, int], Server] = {("raw socket", 1): stack.enter_context(raw_socket())}
        for workers in _WORKERS:
            rivals["service", workers] = stack.enter_context(service(workers=workers))
        for workers in _WORKERS:
            rivals["naive", workers] = stack.enter_context(naive(workers))
        for server in rivals.values():
            settle(server.workers)
        for body in bodies:
            _prepare(rivals, body)
            for clients in _CLIENTS:
                yield from _cells(rivals, body, clients, pace)


def as_table(cells: Sequence[Cell]) -> list[str]:
    """The cells for people."""
    heads = (
        "",
        "workers",
        "clients",
        "requests",
        "req/s",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "cores",
        "x naive",
        "by CPU",
    )
    return aligned([heads, *map(_row, cells)], left=(0,))


def _prepare(rivals: _Rivals, body: Body) -> None:
    """See that both answer rightly, and load every worker for a moment."""
    for (name, _), server in rivals.items():
        with Connection(server.port) as connection:
            answer = connection.ask(posting(server.path, body.content))
        if name == "service":
            check(answer, body.name)
        elif name == "naive":
            summary = msgspec.json.decode(answer.body)["cards"][0]["summary"] if answer.status == 200 else ""
            if summary != f"{body.resources} resources are valid":
                raise WrongAnswer(f"{body.name}: the naive build: status {answer.status} {summary}")
        load(Rival(server, body.content), max(_CLIENTS), _WARM_SECONDS)


def _cells(rivals: _Rivals, body: Body, clients: int, pace: Pace) -> Iterator[Cell]:
    slices: dict[tuple[str, int], list[Load]] = {key: [] for key in rivals}
    for turn in range(pace.slices):
        for key in list(rivals)[:: -1 if turn % 2 else 1]:
            slices[key].append(load(Rival(rivals[key], body.content), clients, pace.seconds))
    for (name, workers), listed in slices.items():
        measured = together(listed)
        beside = slices["naive", workers] if name == "service" else []
        yield Cell(
            body.name,
            name,
            workers,
            clients,
            len(measured.times),
            measured.rate,
            measured.percentile(50),
            measured.percentile(99),
            measured.cpu_ms,
            measured.cores,
            ratio([each.rate for each in listed if beside], [each.rate for each in beside]),
            _quotient(together(beside).cpu_ms, measured.cpu_ms) if beside else None,
        )


def _quotient(above: float | None, below: float | None) -> float | None:
    return above / below if above and below else None


def _row(cell: Cell) -> tuple[str, ...]:
    return (
        f"{cell.body}, {cell.server}",
        str(cell.workers),
        str(cell.clients),
        str(cell.requests),
        number(cell.per_second),
        number(cell.p50_ms),
        number(cell.p99_ms),
        "" if cell.cpu_ms is None else number(cell.cpu_ms),
        "" if cell.cores is None else number(cell.cores),
        "" if cell.of_naive is None else f"{cell.of_naive:.1f}x",
        "" if cell.of_naive_by_cpu is None else f"{cell.of_naive_by_cpu:.1f}x",
    )
