"""The files of a spool: lines of JSON, each file with one writer that holds its lock while it lives.

A file that can be locked has lost its writer, and is anybody's to ship and remove.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SUFFIX = ".jsonl"
BLOCK = 128 * 1024
CLOSED = -1


def files(folder: Path) -> list[Path]:
    """The spool files of a folder, whoever writes them."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def size_of(path: Path) -> int:
    """Bytes in a file; none where it is gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def lock_orphan(path: Path) -> int | None:
    """A descriptor that holds the lock of a file whose writer is gone; None while there is a writer.

    Raises:
        OSError: when the file cannot be opened.
    """
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    except OSError:
        os.close(fd)
        raise
    return fd


def blocks(fd: int) -> Iterator[bytes]:
    """The whole lines of an orphan, some at a time; a torn last line was never acknowledged."""
    start, end = 0, os.fstat(fd).st_size
    while block := whole_lines(fd, start, end):
        yield block
        start += len(block)


def is_at(fd: int, path: Path) -> bool:
    """Whether a name leads to the file of a descriptor: it may have been removed, or its folder."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(fd))
    except OSError:
        return False


def make_folder(folder: Path) -> None:
    """Make a spool's folder, and those above it, so that a power cut leaves it there.

    Raises:
        OSError: when that is not possible.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _sync_folder(folder.parent)


def copy(source: int, target: int, start: int, length: int) -> None:
    """Append a stretch of one file to another.

    Raises:
        OSError: when not all of it can be read or written.
    """
    while length > 0:
        piece = os.pread(source, min(length, BLOCK), start)
        if not piece or os.write(target, piece) < len(piece):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        start += len(piece)
        length -= len(piece)


def whole_lines(fd: int, start: int, end: int) -> bytes:
    """Lines between two offsets, a block of them at most. A block without an end of line is damage."""
    block = os.pread(fd, min(BLOCK, end - start), start)
    whole = block.rfind(b"\n") + 1
    return block[:whole] if whole or len(block) < BLOCK else block


def new_file(path: Path) -> int:
    """A descriptor of a new file, locked; none when it is gone.

    Between its making and its locking another process may take it for an
    orphan and remove it, empty as it is.
    """
    fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink == 0:
            os.close(fd)
            return CLOSED
        _sync_folder(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        os.close(fd)
        raise
    return fd


def _sync_folder(folder: Path) -> None:
    """A new file's name has to be on the disk before anything in it can be relied on."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
