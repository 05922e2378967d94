"""The file of an SQLite database, which somebody may remove or replace while it is open.

SQLite does not notice: what is written then is in a file that has no name any
more. So each connection remembers which file it opened, and one to another
file than that of the name is given up. The log beside the file belongs to the
one it was written for, and would damage another.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

_LOG = "-wal"
_BESIDE = (_LOG, "-shm")
_HEADER = b"SQLite format 3\0"
_FILE, _ITS_LOG = "file", "log"

Identity = tuple[int, int] | None
"""Device and inode; None where there is no file."""


class DatabaseGone(Exception):
    """What was written is in a file that is not the database any more."""


class DatabaseDamaged(Exception):
    """SQLite finds that the file is not as it wrote it."""


def watch(engine: Engine) -> None:
    """Let connections of an engine be to the file of that name, whenever one is asked for."""
    path = _path(engine)
    if path is None:
        return
    event.listen(engine, "do_connect", _before_connecting)

    @event.listens_for(engine, "connect")
    def opened(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[_FILE] = _identity(path)

    @event.listens_for(engine, "checkout")
    def asked_for(_: Any, entry: ConnectionPoolEntry, __: Any) -> None:
        if entry.info[_FILE] != _identity(path):
            _remove_log(path, entry.info.get(_ITS_LOG))
            raise DisconnectionError("the database is another file")
        entry.info[_ITS_LOG] = _identity(_beside(path, _LOG))


def see_kept(connection: Connection) -> None:
    """See that what a connection committed is in the database, and not in a file without a name.

    Raises:
        DatabaseGone: when it is not.
    """
    path = _path(connection.engine)
    if path and connection.info[_FILE] != _identity(path):
        raise DatabaseGone


class Header:
    """The first bytes of a database's file, which somebody may overwrite while it is open.

    The file is held open from the first look on: a process that closes any
    descriptor of it loses the locks that SQLite holds for it (fcntl, POSIX), and
    another worker that then leaves as if it were the last takes the log along.
    """

    def __init__(self, engine: Engine) -> None:
        self._path = _path(engine)
        self._file: Identity = None
        self._fd = -1

    def see(self) -> None:
        """See that they are SQLite's.

        Raises:
            DatabaseDamaged: when they are not.
            OSError: when they cannot be read.
        """
        identity = _identity(self._path) if self._path else None
        if self._path is None or identity is None:
            return
        if identity != self._file:
            self.close()  # of a file that is not the database any more
            self._fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            opened = os.fstat(self._fd)
            self._file = opened.st_dev, opened.st_ino
        if os.pread(self._fd, len(_HEADER), 0) not in (_HEADER, b""):
            raise DatabaseDamaged

    def close(self) -> None:
        """Let go of the file, once no connection to it is open."""
        if self._fd != -1:
            os.close(self._fd)
        self._fd, self._file = -1, None


def see_sound(engine: Engine) -> None:
    """See that a database's file is as SQLite wrote it. It reads all of it.

    Raises:
        DatabaseDamaged: when it is not.
        SQLAlchemyError: when it cannot be read.
    """
    path = _path(engine)
    if path is None or not path.exists():
        return
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise DatabaseDamaged


def _before_connecting(_: Any, __: Any, arguments: Sequence[str], ___: Any) -> None:
    """Make the file here, since SQLite would let everybody read what clinicians wrote."""
    path = Path(arguments[0])
    if not path.parent.is_dir():
        return
    with _alone(path.parent):
        if not path.exists():
            for each in _BESIDE:
                _beside(path, each).unlink(missing_ok=True)
        path.touch(mode=0o600)


def _remove_log(path: Path, log: Identity) -> None:
    """Remove the log of a file that was replaced, if it is still there; all workers notice, and one does."""
    if log is None:
        return
    with _alone(path.parent):
        if _identity(_beside(path, _LOG)) == log:
            for each in _BESIDE:
                _beside(path, each).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock of a folder for a moment; of one that is gone there is none to hold."""
    fd = -1
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if fd != -1:
            os.close(fd)


def _path(engine: Engine) -> Path | None:
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _identity(path: Path) -> Identity:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
