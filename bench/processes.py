"""What a process used, as Linux tells it; None where that is not known."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.running.processes import children, own_mib, rss_mib

_PROC = Path("/proc")
_CPU_CLOCK = 2
_PATIENCE, _PAUSE, _IDLE = 30.0, 0.4, 0.05


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
    return own_mib(pid) if pid and _PROC.is_dir() else None


def forbid_files(pid: int) -> None:
    """From now on a process can write to no file, as if its disk were full (on Linux)."""
    if hasattr(resource, "prlimit"):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def worker_of(pid: int) -> int | None:
    """The largest child of a process: the worker that answers for a server."""
    return max(children(pid), key=rss_mib, default=None)
