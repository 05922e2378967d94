"""Disks that are full or fail, for a while."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def files_no_longer_than(length: int) -> Iterator[None]:
    """A disk that is full there: the kernel writes what fits and no more."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def failing_disk(path: Path) -> Iterator[None]:
    """Put in place of an open file something that takes data and cannot be synced."""
    fd = next(int(entry.name) for entry in Path("/proc/self/fd").iterdir() if _is_open_file(entry, path))
    kept = os.dup(fd)
    reading, writing = os.pipe()
    os.dup2(writing, fd)
    try:
        yield
    finally:
        os.dup2(kept, fd)
        for used in (kept, reading, writing):
            os.close(used)


def open_descriptors() -> int:
    """How many files and sockets this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def _is_open_file(entry: Path, path: Path) -> bool:
    try:
        return entry.readlink() == path
    except FileNotFoundError:  # the descriptor with which the folder is read
        return False
