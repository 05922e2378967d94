"""The figures beside their targets, as a table or as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from statistics import median

import msgspec
from msgspec import Struct

from bench import targets
from bench.gathering import BUDGET_MS, Gathering
from bench.gathering import as_table as gathering_table
from bench.measure import ratio
from bench.outage import Trouble
from bench.outage import as_table as outage_table
from bench.tables import aligned, number
from bench.throughput import Cell
from bench.throughput import as_table as throughput_table

_NOT_MEASURED = "not measured"


class Figure(Struct, frozen=True, omit_defaults=True):
    """One line: what was measured, what it is held against, their ratio, and the target for one of the two.

    `base` is what the run names unless `what` does. `limit` is the greatest
    ratio where there is a base, else the greatest value.
    """

    what: str
    unit: str
    measured: float | None = None
    base: float | None = None
    ratio: float | None = None
    limit: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the target was met; empty where there is none."""
        value = self.measured if self.base is None else self.ratio
        if self.limit is None or value is None:
            return ""
        return "met" if value <= self.limit else "missed"


class Run(Struct, frozen=True):
    """All figures of one run, what they are measured beside, and where it ran."""

    base: str
    rounds: int
    seconds: float
    machine: str
    figures: tuple[Figure, ...]
    cells: tuple[Cell, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    gatherings: tuple[Gathering, ...] = ()


def compared(what: str, above: Sequence[float], below: Sequence[float], limit: float | None = None) -> Figure:
    """Milliseconds of blocks measured side by side; "not measured" where one side is not known."""
    if not above or not below:
        return Figure(what, "ms")
    return Figure(what, "ms", median(above), median(below), ratio(above, below), limit)


def spread(cells: Sequence[Cell]) -> list[Figure]:
    """How much longer the slowest calls take than the others, where the machine is left to one client."""
    return [
        Figure(
            f"p99, {cell.body}, one client (base: p50)",
            "ms",
            cell.p99_ms,
            cell.p50_ms,
            cell.p99_ms / cell.p50_ms,
            targets.P99_TO_P50,
        )
        for cell in cells
        if (cell.server, cell.workers, cell.clients) == ("service", 1, 1)
    ]


def machine() -> str:
    """What the figures depend on."""
    return f"{os.cpu_count()} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}"


def as_json(run: Run) -> str:
    """The run for machines."""
    figures = [msgspec.to_builtins(figure) | {"verdict": figure.verdict} for figure in run.figures]
    return msgspec.json.format(msgspec.json.encode(msgspec.to_builtins(run) | {"figures": figures})).decode()


def as_table(run: Run) -> str:
    """The run for people."""
    heads = ("", "unit", "base", "measured", "ratio", "target", "")
    rows = [heads, *(_cells(figure) for figure in run.figures)]
    lines = [
        f"On loopback, {run.machine}",
        "",
        f"One worker, one connection. Medians of up to {run.rounds} rounds in turns;",
        f"base is the {run.base} unless the line names another.",
        "",
        *aligned(rows, left=(0, 1, 6)),
        "",
        *(_throughput(run.cells) if run.cells else ()),
        *(_outages(run.troubles) if run.troubles else ()),
        *(_gatherings(run.gatherings) if run.gatherings else ()),
        f"{run.seconds:.0f} s",
    ]
    return "\n".join(lines)


def _throughput(cells: Sequence[Cell]) -> list[str]:
    return [
        "Closed loop, each client on a connection of its own, servers in turns; CPU of all workers.",
        "x naive: requests per second as a multiple of the naive build's with as many workers;",
        "by CPU: requests per second of CPU, likewise; cores: how many the workers kept busy.",
        "",
        *throughput_table(cells),
        "",
    ]


def _outages(troubles: Sequence[Trouble]) -> list[str]:
    return [
        "50 KB, one worker, one connection: what a database or a disk costs a request while it is away.",
        "",
        *outage_table(troubles),
        "",
    ]


def _gatherings(measured: Sequence[Gathering]) -> list[str]:
    return [
        "Calls that bring nothing but the order: all is asked of a FHIR server that is not ours, by TLS, in",
        f"pages of 20, within {BUDGET_MS} ms. Lacking: the most searches that a call did not read whole.",
        "",
        *gathering_table(measured),
        "",
    ]


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = "" if figure.base is None else "x"
    return (
        figure.what,
        figure.unit,
        "" if figure.base is None else number(figure.base),
        _NOT_MEASURED if figure.measured is None else number(figure.measured),
        "" if figure.ratio is None else f"{figure.ratio:.2f}x",
        "" if figure.limit is None else f"<= {figure.limit:g}{sign}",
        figure.verdict,
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        named = []
    return named[0] if named else platform.processor() or platform.machine()
