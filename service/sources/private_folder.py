"""A folder that only this user may read, for what is of patients; gone when it is done with.

A process that is killed cannot remove its own: the next one does, by the lock
that a living process holds on it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "criteria-cards-"
_LOCK = "lock"


@contextmanager
def private_folder(beside: Path | None = None) -> Iterator[Path]:
    """A new folder of mode 0700, in the system's folder for temporary files or in another."""
    parent = beside or Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    try:
        with (folder / _LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove what processes left that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if folder.stat().st_uid == os.getuid() and not _is_in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    """Whether a process holds its lock, or has made it and not locked it yet."""
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
