"""What a process used, from Linux's /proc; None where there is no such thing."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PROC = Path("/proc")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def cpu_seconds(pid: int | None) -> float | None:
    """CPU time of all threads of a process: in nanoseconds where the kernel counts them, else in ticks."""
    if pid is None:
        return None
    try:
        threads = [path.read_text().split() for path in _PROC.glob(f"{pid}/task/*/schedstat")]
        if threads:
            return sum(int(fields[0]) for fields in threads) / 1e9
        after_name = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return None


def pss_mib(pid: int | None) -> float | None:
    """Proportional set size: own pages, and each shared one divided by those who share it."""
    kib = _number(_PROC / f"{pid}/smaps_rollup", _PSS) if pid else None
    return None if kib is None else kib / 1024


def worker_of(pid: int) -> int | None:
    """The largest child of a process: the worker that answers for a server."""
    try:
        listed = [path.read_text().split() for path in _PROC.glob(f"{pid}/task/*/children")]
    except OSError:
        return None
    children = [int(child) for each in listed for child in each]
    return max(children, key=lambda child: _number(_PROC / f"{child}/status", _RSS) or 0, default=None)


def _number(path: Path, pattern: re.Pattern[str]) -> int | None:
    try:
        found = pattern.search(path.read_text())
    except OSError:
        return None
    return int(found[1]) if found else None
