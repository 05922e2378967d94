"""Moves events from the spool to the database, in the background, and gets over any outage of it.

A batch is inserted in one transaction and sent again when in doubt: an event
that is there already is left as it is. An event that the database will never
take is set aside, so that it does not keep back the others.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from service.audit.events import decode
from service.audit.refused import REFUSALS, set_aside
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.schema import migrate
from service.audit.spool import Spool
from service.audit.spool_files import blocks, files, lock_orphan
from service.audit.sqlite_file import DatabaseDamaged, Header, see_kept, see_sound
from service.audit.tables import evaluations, store

_SHIP_INTERVAL_SECONDS = 0.5
_MAX_RETRY_INTERVAL_SECONDS = 5.0
_ANSWER_TIMEOUT_SECONDS = 15.0
_STOP_TIMEOUT_SECONDS = 5.0
_DATABASE, _SPOOL = "the database", "the spool"
_DAMAGE = frozenset({DatabaseDamaged.__name__, DatabaseError.__name__})
"""How SQLite's errors are named where the file is not as it wrote it; all others are kinds of the second."""

_log = logging.getLogger("criteria_cards.audit")


class Shipper:
    """One per process: ships the process's own spool, and those of processes that are gone."""

    def __init__(self, spool: Spool, snapshots: RuleSnapshots, engine: Engine) -> None:
        self._spool = spool
        self._snapshots = snapshots
        self._engine = engine
        self._header = Header(engine)
        self._migrated = False
        self._reached_at = -math.inf
        self._problems: dict[str, str] = {}
        self._left_alone: set[Path] = set()
        self._stopping = threading.Event()
        self._begun = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def database_problem(self) -> str:
        """What is wrong with the database; empty where it took events lately, or at least answered."""
        if self._problems.get(_DATABASE) in _DAMAGE:
            return "the database is damaged, and takes no events until another file stands in its place"
        lately = time.monotonic() - self._reached_at < _ANSWER_TIMEOUT_SECONDS
        return "" if lately and _DATABASE not in self._problems else "the database does not take events"

    def start(self, wait: float = 0.0) -> None:
        """Begin to ship; wait so many seconds at most until the first pass, which may migrate, is done."""
        self._thread = threading.Thread(target=self._run, name="shipper", daemon=True)
        self._thread.start()
        os.register_at_fork(after_in_child=self._spool.leave_to_parent)
        self._begun.wait(wait)

    def stop(self) -> None:
        """Ship what is there, once, and end. A database that hangs is not waited for.

        With the last connection to it closed an SQLite file is whole: its log is in it.
        """
        self._stopping.set()
        if self._thread is None:
            return
        self._thread.join(_STOP_TIMEOUT_SECONDS)
        if not self._thread.is_alive():
            self._spool.close()
            self._engine.dispose()
            self._header.close()

    def ship(self) -> None:
        """Ship everything that waits.

        Raises:
            SQLAlchemyError, SchemaProblem, DatabaseGone, DatabaseDamaged: when the database does not take it;
                nothing is lost then.
            OSError: when the spool cannot be read or written.
        """
        self._header.see()
        if not self._migrated:
            see_sound(self._engine)
            migrate(self._engine)
            self._snapshots.store(self._engine)
            self._migrated = True
        with self._engine.connect() as connection:
            connection.execute(select(evaluations.c.id).limit(1))
        self._reached_at = time.monotonic()
        while block := self._spool.read():
            self._insert_all(block)
            self._spool.shipped(len(block))
        for path in files(self._spool.folder):
            self._adopt(path)

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            well = self._pass()
            self._begun.set()
            pause = (
                _SHIP_INTERVAL_SECONDS
                if well
                else min(max(2 * pause, _SHIP_INTERVAL_SECONDS), _MAX_RETRY_INTERVAL_SECONDS)
            )
        self._pass()

    def _pass(self) -> bool:
        opened = self._try(self._spool.open, _SPOOL)
        shipped = self._try(self.ship, _DATABASE)
        return opened and shipped

    def _try(self, step: Callable[[], None], part: str) -> bool:
        """Whether a step went well. Whatever went wrong, the next time is tried again."""
        try:
            step()
        except Exception as error:  # the thread has to live as long as the process
            problem = type(error).__name__
            if self._problems.get(part) != problem:
                self._problems[part] = problem
                _log.warning("%s does not take events", part, extra={"data": {"exception": problem}})
            if part == _DATABASE:
                self._migrated = False  # it may come back as another one, or as an empty one
            return False
        if self._problems.pop(part, ""):
            _log.info("%s takes events again", part)
        return True

    def _adopt(self, path: Path) -> None:
        """Ship and remove a file, if nobody writes to it any more."""
        if path in self._left_alone:
            return
        try:
            fd = lock_orphan(path)
            if fd is not None:
                self._ship_orphan(fd, path)
        except OSError as error:
            self._left_alone.add(path)
            data = {"file": path.name, "exception": type(error).__name__}
            _log.error("a spool file is left alone until the next start", extra={"data": data})

    def _ship_orphan(self, fd: int, path: Path) -> None:
        try:
            for block in blocks(fd):
                self._insert_all(block)
            path.unlink(missing_ok=True)
        finally:
            os.close(fd)

    def _insert_all(self, block: bytes) -> None:
        """Insert the events of some lines; afterwards leave as much time again to the requests."""
        began = time.monotonic()
        self._insert(block.splitlines())
        self._reached_at = time.monotonic()
        self._stopping.wait(self._reached_at - began)

    def _insert(self, lines: Sequence[bytes]) -> None:
        """Insert; what the database refuses is found by halving."""
        try:
            events = [decode(line) for line in lines]
            with self._engine.connect() as connection:
                with connection.begin():
                    store(connection, events)
                see_kept(connection)
        except REFUSALS as error:
            if len(lines) == 1:
                self._set_aside(lines[0], error)
                return
            middle = len(lines) // 2
            self._insert(lines[:middle])
            self._insert(lines[middle:])

    def _set_aside(self, line: bytes, error: Exception) -> None:
        path = set_aside(self._spool.folder, line)
        data = {"file": path.name, "exception": type(error).__name__}
        _log.error("an event was refused and set aside", extra={"data": data})
