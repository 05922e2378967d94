"""What processes are there and what they hold, from Linux's /proc."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PROC = Path("/proc")


def rss_mib(pid: int | None = None) -> float:
    """The memory a process holds."""
    return _kib(pid, "status", "VmRSS") / 1024


def peak_mib(pid: int | None = None) -> float:
    """The most memory a process ever held."""
    return _kib(pid, "status", "VmHWM") / 1024


def own_mib(pid: int) -> float:
    """The memory that is a process's own, and its share of what it shares."""
    return _kib(pid, "smaps_rollup", "Pss") / 1024


def children(pid: int) -> list[int]:
    """The processes that a process started and that still live."""
    return [int(child) for path in _PROC.glob(f"{pid}/task/*/children") for child in _told(path).split()]


def is_alive(pid: int) -> bool:
    """Whether a process still works; one that has ended may wait for somebody to take note of it."""
    states = _told(_PROC / str(pid) / "stat").rpartition(")")[2].split()[:1]
    return states not in ([], ["Z"])


def _told(path: Path) -> str:
    """What a file says of a process or thread; nothing once that has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _kib(pid: int | None, file: str, name: str) -> int:
    text = (_PROC / str(pid or os.getpid()) / file).read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
