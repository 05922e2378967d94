"""Keeps events in an append-only file until they are in the database.

Each process writes a file of its own. Positions count every byte ever written
by the process, so that they stay valid when the file is emptied or another one
takes its place.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from service.audit.events import Event, encode
from service.audit.spool_files import (
    BLOCK,
    CLOSED,
    SUFFIX,
    copy,
    is_at,
    make_folder,
    new_file,
    whole_lines,
)

_MAX_SHIPPED_BYTES = 4 * 1024 * 1024


class SpoolFull(Exception):
    """Events could not be kept: the disk is full or gone, or the spool has reached its limit."""


class _Old(NamedTuple):
    """A file that was written to until now."""

    fd: int
    path: Path


class Spool:
    """The file of one process, for all its threads; there is none before `open`.

    `sync` waits until the disk has what was written to a descriptor.
    """

    def __init__(self, folder: Path, limit_bytes: int, sync: Callable[[int], None] = os.fdatasync) -> None:
        self.folder = folder
        self._to_disk = sync
        self._limit = limit_bytes
        self._max_for_evaluations = limit_bytes - limit_bytes // 10
        self._max_shipped = min(limit_bytes // 8, _MAX_SHIPPED_BYTES)
        self.path = self._new_path()
        self._fd = CLOSED
        self._start = 0  # of the file's first byte
        self._shipped = 0
        self._end = 0
        self._on_disk = 0
        self._torn = False
        self._doubtful = False
        self._writing = threading.Lock()
        self._syncing = threading.Lock()  # taken before the one above, where both are
        self._moving = threading.Lock()  # taken before both

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._end - self._shipped

    @property
    def nearly_full(self) -> bool:
        """Whether only feedback is still taken."""
        return self.size >= self._max_for_evaluations

    @property
    def usable(self) -> bool:
        """Whether there is a file to write to."""
        return self._fd != CLOSED

    def open(self) -> None:
        """Begin a file where there is none, or where somebody removed it.

        Raises:
            OSError: when that is not possible.
        """
        if self.usable:
            self._stay_on_disk()
            return
        make_folder(self.folder)
        while not self.usable:
            self.path = self._new_path()
            self._fd = new_file(self.path)

    def append(self, events: Sequence[Event], durable: bool = False) -> None:
        """Keep events; with `durable` also against a power cut. That wait for the disk delays no other event.

        Raises:
            SpoolFull: when they are not kept for certain and must not be acknowledged.
        """
        lines = b"".join(_line(event) for event in events)
        try:
            end = self._write(lines, self._limit if durable else self._max_for_evaluations)
            if durable:
                self._sync(end)
                self._stay_on_disk()
        except OSError as error:
            raise SpoolFull(os.strerror(error.errno or 0)) from error

    def read(self) -> bytes:
        """The next lines to ship, some at a time; nothing when there are none."""
        with self._moving:
            if not self.usable:
                return b""
            return whole_lines(self._fd, self._shipped - self._start, self._end - self._start)

    def shipped(self, length: int) -> None:
        """Go on after lines that were read; once all are shipped the file is emptied.

        Raises:
            OSError: when it cannot be emptied; all of it is shipped again after a restart.
        """
        with self._moving:
            self._shipped += length
            with self._syncing, self._writing:
                if self._shipped == self._end:
                    os.ftruncate(self._fd, 0)
                    self._start = self._on_disk = self._end
                    self._torn = self._doubtful = False
            if self._shipped - self._start >= max(self._max_shipped, self.size):
                with suppress(OSError):  # the disk is full: then it goes on growing until something is freed
                    self._move_on()

    def close(self) -> None:
        """Remove the file, or leave what is in it for the next process."""
        if self.size:
            with suppress(OSError):  # what was acknowledged is on the disk all the same
                self._stay_on_disk()
        with self._moving, self._syncing, self._writing:
            if not self.usable:
                return
            if not self.size:
                self.path.unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = CLOSED

    def leave_to_parent(self) -> None:
        """Take nothing more, in a forked process: two may not write to one file, nor share a database."""
        if self.usable:
            os.close(self._fd)
        self._fd = CLOSED

    def _stay_on_disk(self) -> None:
        """Go on in a new file with what waits, where this one is gone from under its name."""
        if is_at(self._fd, self.path):
            return
        with self._moving:
            if self.usable and not is_at(self._fd, self.path):
                make_folder(self.folder)
                self._move_on()

    def _move_on(self) -> None:
        """Go on in a new file with what waits. Under a steady load a file is never empty and only grows.

        The old file stays until the new one is on the disk. Should both be left, what stands in both is
        shipped twice, which changes nothing.
        """
        path = self._new_path()
        fd = new_file(path)
        if fd == CLOSED:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        try:
            old = self._fill(fd, path)
        except OSError:
            path.unlink(missing_ok=True)
            os.close(fd)
            raise
        try:
            self._to_disk(fd)
            old.path.unlink(missing_ok=True)
        finally:
            os.close(old.fd)

    def _fill(self, fd: int, path: Path) -> _Old:
        """Put what waits into a new file and write there from now on; most of it is copied without a lock."""
        waits, written = self._shipped, self._end
        copy(self._fd, fd, waits - self._start, written - waits)
        self._to_disk(fd)
        with self._syncing, self._writing:
            copy(self._fd, fd, written - self._start, self._end - written)
            old = _Old(self._fd, self.path)
            self._fd, self.path = fd, path
            self._start, self._on_disk = waits, written
            self._torn = self._doubtful = False
        return old

    def _new_path(self) -> Path:
        return self.folder / f"{uuid4().hex}{SUFFIX}"

    def _write(self, lines: bytes, limit: int) -> int:
        if not self.usable:
            raise SpoolFull("there is no usable spool")
        with self._writing:
            if self.size + len(lines) > limit:
                raise SpoolFull("the spool has reached its limit")
            if self._torn:
                os.ftruncate(self._fd, self._end - self._start)
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
            self._to_disk(self._fd)
            self._doubtful = False
            self._on_disk = written


def _line(event: Event) -> bytes:
    line = encode(event) + b"\n"
    if len(line) > BLOCK:
        raise SpoolFull("the event is too long")
    return line
