"""Events that the database refused, in files beside the spool until somebody looks at them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from msgspec import MsgspecError
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DataError, IntegrityError

from service.audit.events import Event, decode
from service.audit.sqlite_file import see_kept
from service.audit.tables import store

REFUSALS = (MsgspecError, ValueError, OverflowError, DataError, IntegrityError)
"""What a database says of an event that it will never take; all else passes."""
_SUFFIX = ".refused"


class Refused(NamedTuple):
    """A line that was set aside, and the event in it, if one can be read."""

    file: Path
    line: bytes
    event: Event | None


def set_aside(folder: Path, line: bytes) -> Path:
    """Put a line into this process's file of refused ones, and on the disk.

    Raises:
        OSError: when that is not possible.
    """
    path = folder / f"{os.getpid()}{_SUFFIX}"
    _write(path, [line])
    return path


def refused(folder: Path) -> Iterator[Refused]:
    """Everything that is set aside."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        yield from (Refused(path, line, _event(line)) for line in path.read_bytes().splitlines())


def store_again(folder: Path, engine: Engine) -> tuple[int, int]:
    """Give the database each of them once more; how many it took, and how many stay set aside.

    A running process sets further ones aside meanwhile, in a file of its own.

    Raises:
        SQLAlchemyError: when the database does not take anything; all stay set aside.
        OSError: when the folder cannot be written.
    """
    taken = left = 0
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        ours = path.rename(folder / f"{uuid4().hex}{_SUFFIX}")  # its writer begins another one
        lines = ours.read_bytes().splitlines()
        still = [line for line in lines if not _stored(line, engine)]
        if still:
            _write(folder / f"{uuid4().hex}{_SUFFIX}", still)
        ours.unlink()
        taken, left = taken + len(lines) - len(still), left + len(still)
    return taken, left


def _stored(line: bytes, engine: Engine) -> bool:
    try:
        event = decode(line)
        with engine.connect() as connection:
            with connection.begin():
                store(connection, [event])
            see_kept(connection)
    except REFUSALS:
        return False
    return True


def _event(line: bytes) -> Event | None:
    try:
        return decode(line)
    except (MsgspecError, ValueError):
        return None


def _write(path: Path, lines: list[bytes]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "wb") as file:
        file.writelines(line + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
