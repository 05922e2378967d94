"""What a process used, as Linux tells it; None where that is not known."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Sequence
from pathlib import Path

_PROC = Path("/proc")
_CPU_CLOCK = 2
_PATIENCE, _PAUSE, _IDLE = 30.0, 0.4, 0.05
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def cpu_seconds(pid: int | None) -> float | None:
    """CPU time of a process, of its threads that have ended, too."""
    if pid is None or not _PROC.is_dir():
        return None
    try:
        return time.clock_gettime(~pid << 3 | _CPU_CLOCK)  # as clock_getcpuclockid(3) has it on Linux
    except OSError:
        return None


def cpu_of_all(pids: Sequence[int]) -> float | None:
    """CPU time of several processes."""
    times = [used for pid in pids if (used := cpu_seconds(pid)) is not None]
    return sum(times) if times and len(times) == len(pids) else None


def settle(pids: Sequence[int]) -> None:
    """Wait until processes that start are done with it: until they use next to no CPU, or half a minute."""
    deadline = time.monotonic() + _PATIENCE
    used = cpu_of_all(pids)
    while used is not None and time.monotonic() < deadline:
        time.sleep(_PAUSE)
        before, used = used, cpu_of_all(pids)
        if used is None or used - before < _IDLE * _PAUSE:
            return


def pss_mib(pid: int | None) -> float | None:
    """Proportional set size: own pages, and each shared one divided by those who share it."""
    kib = _number(_PROC / f"{pid}/smaps_rollup", _PSS) if pid else None
    return None if kib is None else kib / 1024


def forbid_files(pid: int) -> None:
    """From now on a process can write to no file, as if its disk were full (on Linux)."""
    if hasattr(resource, "prlimit"):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def worker_of(pid: int) -> int | None:
    """The largest child of a process: the worker that answers for a server."""
    return max(
        children_of(pid), key=lambda child: _number(_PROC / f"{child}/status", _RSS) or 0, default=None
    )


def children_of(pid: int) -> tuple[int, ...]:
    """The processes that a process started."""
    try:
        listed = [path.read_text().split() for path in _PROC.glob(f"{pid}/task/*/children")]
    except OSError:
        return ()
    return tuple(int(child) for each in listed for child in each)


def _number(path: Path, pattern: re.Pattern[str]) -> int | None:
    try:
        found = pattern.search(path.read_text())
    except OSError:
        return None
    return int(found[1]) if found else None
