"""An append-only file that keeps events until they are in the database.

Each process writes a file of its own and holds its lock while it lives: a file
that can be locked has lost its writer. Positions count every byte ever written
by the process, so that they stay valid when the file is emptied.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from service.events import Event, encode

_SUFFIX = ".jsonl"
_BLOCK = 128 * 1024
_CLOSED = -1


class SpoolFull(Exception):
    """Events could not be kept: the disk is full or gone, or the spool has reached its limit."""


class Spool:
    """The file of one process, for all its threads; there is none before `open`."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder = folder
        self._limit = limit_bytes
        self._most_for_evaluations = limit_bytes - limit_bytes // 10
        self.path = self._new_path()
        self._fd = _CLOSED
        self._start = 0  # of the file's first byte
        self._shipped = 0
        self._end = 0
        self._on_disk = 0
        self._torn = False
        self._doubtful = False
        self._writing = threading.Lock()
        self._syncing = threading.Lock()  # taken before the other one, where both are

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._end - self._start

    @property
    def nearly_full(self) -> bool:
        """Whether only feedback is still taken."""
        return self.size >= self._most_for_evaluations

    @property
    def usable(self) -> bool:
        """Whether there is a file to write to."""
        return self._fd != _CLOSED

    def open(self) -> None:
        """Begin a file where there is none.

        Raises:
            OSError: when that is not possible.
        """
        if self.usable:
            return
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        while not self.usable:
            self.path = self._new_path()
            self._fd = _new_file(self.path)

    def append(self, events: Sequence[Event], durable: bool = False) -> None:
        """Keep events; with `durable` also against a power cut. That wait for the disk delays no other event.

        Raises:
            SpoolFull: when they are not kept for certain and must not be acknowledged.
        """
        lines = b"".join(_line(event) for event in events)
        try:
            end = self._write(lines, self._limit if durable else self._most_for_evaluations)
            if durable:
                self._sync(end)
        except OSError as error:
            raise SpoolFull(os.strerror(error.errno or 0)) from error

    def read(self) -> bytes:
        """The next lines to ship, some at a time; nothing when there are none."""
        if not self.usable:
            return b""
        return _whole_lines(self._fd, self._shipped - self._start, self._end - self._start)

    def shipped(self, length: int) -> None:
        """Go on after lines that were read; once all are shipped the file is emptied.

        Raises:
            OSError: when it cannot be emptied; all of it is shipped again after a restart.
        """
        self._shipped += length
        with self._syncing, self._writing:
            if self._shipped < self._end:
                return
            os.ftruncate(self._fd, 0)
            self._start = self._on_disk = self._end
            self._torn = self._doubtful = False

    def close(self) -> None:
        """Remove the file, or leave what is in it for the next process."""
        with self._syncing, self._writing:
            if not self.usable:
                return
            if not self.size:
                self.path.unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = _CLOSED

    def leave_to_parent(self) -> None:
        """Take nothing more, in a forked process: two may not write to one file, nor share a database."""
        if self.usable:
            os.close(self._fd)
        self._fd = _CLOSED

    def _new_path(self) -> Path:
        return self.folder / f"{uuid4().hex}{_SUFFIX}"

    def _write(self, lines: bytes, limit: int) -> int:
        if not self.usable:
            raise SpoolFull("there is no usable spool")
        with self._writing:
            if self.size + len(lines) > limit:
                raise SpoolFull("the spool has reached its limit")
            if self._torn:
                os.ftruncate(self._fd, self.size)
            self._torn = True  # until all of it is written
            if os.write(self._fd, lines) < len(lines):
                raise SpoolFull("the disk is full")
            self._torn = False
            self._end += len(lines)
            return self._end

    def _sync(self, end: int) -> None:
        """Wait until the disk has everything up to a position; one wait serves all who came before it.

        A kernel reports a failed write once and then forgets it. After one,
        nothing in this file is acknowledged until the database has it.
        """
        with self._syncing:
            if self._on_disk >= end:
                return
            if self._doubtful or not self.usable:
                raise SpoolFull("the disk has failed")
            written = self._end
            self._doubtful = True  # until the disk has it
            os.fdatasync(self._fd)
            self._doubtful = False
            self._on_disk = written


def files(folder: Path) -> list[Path]:
    """The spool files of a folder, whoever writes them."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


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
    while block := _whole_lines(fd, start, end):
        yield block
        start += len(block)


def _line(event: Event) -> bytes:
    line = encode(event) + b"\n"
    if len(line) > _BLOCK:
        raise SpoolFull("the event is too long")
    return line


def _whole_lines(fd: int, start: int, end: int) -> bytes:
    """Lines between two offsets, a block of them at most. A block without an end of line is damage."""
    block = os.pread(fd, min(_BLOCK, end - start), start)
    whole = block.rfind(b"\n") + 1
    return block[:whole] if whole or len(block) < _BLOCK else block


def _new_file(path: Path) -> int:
    """A descriptor of a new file, locked; none when it is gone.

    Between its making and its locking another process may take it for an
    orphan and remove it, empty as it is.
    """
    fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink == 0:
            os.close(fd)
            return _CLOSED
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
