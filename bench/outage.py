"""What a database or disk that is away costs a request: services in trouble beside one that is well."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from msgspec import Struct

from bench import targets
from bench.bodies import Body
from bench.load import Load, load, together
from bench.measure import Rival, timed
from bench.processes import forbid_files, settle
from bench.servers import Server, service
from bench.tables import aligned, number
from bench.throughput import Pace
from tests.support.running.client import Connection, posting
from tests.support.running.process import free_port

_WARM = 50
_WELL = "the database takes everything"


class Trouble(Struct, frozen=True, omit_defaults=True):
    """One service at one connection, and its p99 as a multiple of that of the service that is well."""

    what: str
    requests: int
    p50_ms: float
    p99_ms: float
    ratio: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the target was met; empty for the service that is well."""
        return "" if self.ratio is None else "met" if self.ratio <= targets.AWAY_TO_WELL else "missed"


def outages(body: Body, pace: Pace) -> Iterator[Trouble]:
    """The service that is well first, then one for each kind of trouble."""
    with ExitStack() as stack:
        servers = {
            _WELL: stack.enter_context(service()),
            "an embedded database that is locked": stack.enter_context(_locked(body)),
            "a PostgreSQL server that is down": stack.enter_context(service({"DATABASE_URL": _nowhere()})),
            "a disk that takes nothing": stack.enter_context(_full(body)),
        }
        settle([each for server in servers.values() for each in server.workers])
        slices: dict[str, list[Load]] = {name: [] for name in servers}
        for turn in range(pace.slices):
            for name in list(servers)[:: -1 if turn % 2 else 1]:
                slices[name].append(load(Rival(servers[name], body.content), 1, pace.seconds))
    well = together(slices[_WELL]).percentile(99)
    for name, listed in slices.items():
        measured = together(listed)
        p99 = measured.percentile(99)
        ratio = None if name == _WELL else p99 / well
        yield Trouble(name, len(measured.times), measured.percentile(50), p99, ratio)


def as_table(troubles: Sequence[Trouble]) -> list[str]:
    """The rows for people."""
    heads = ("", "requests", "p50 ms", "p99 ms", "ratio", "target", "")
    return aligned([heads, *map(_row, troubles)], left=(0, 6))


def _row(trouble: Trouble) -> tuple[str, ...]:
    is_held = trouble.ratio is not None
    return (
        trouble.what,
        str(trouble.requests),
        number(trouble.p50_ms),
        number(trouble.p99_ms),
        f"{trouble.ratio:.2f}x" if trouble.ratio is not None else "",
        f"<= {targets.AWAY_TO_WELL:g}x" if is_held else "",
        trouble.verdict,
    )


@contextmanager
def _locked(body: Body) -> Iterator[Server]:
    """A service whose database somebody else keeps for themselves, once it has been made."""
    with tempfile.TemporaryDirectory() as data, service({"CRITERIA_CARDS_DATA": data}) as server:
        _warm(server, body)
        settle(server.workers)
        with closing(sqlite3.connect(Path(data, "criteria-cards.db"), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield server
            other.execute("ROLLBACK")


@contextmanager
def _full(body: Body) -> Iterator[Server]:
    """A service that can write neither to its spool nor to its database."""
    with service() as server:
        _warm(server, body)
        for worker in server.workers:
            forbid_files(worker)
        yield server


def _warm(server: Server, body: Body) -> None:
    with Connection(server.port) as connection:
        for _ in range(_WARM):
            timed(connection, posting(server.path, body.content))


def _nowhere() -> str:
    return f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
