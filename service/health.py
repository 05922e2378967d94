"""Whether cards can be answered now, and what else is not as it should be.

Cards need policies, sites and, where tokens are asked for, a client's keys.
They need neither the database nor the spool: what these cannot take degrades
the service and does not make it unready.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Literal, NamedTuple

from service.auth import Authenticator
from service.memory import Memory

State = Literal["ok", "degraded", "failed"]

_PATIENCE_SECONDS = 0.5
_LEAST_FREE_BYTES = 1024 * 1024


class Check(NamedTuple):
    """One thing that was looked at; `problem` is a phrase of ours."""

    state: State
    problem: str = ""


class Health:
    """Looks at what a worker needs. Nothing it asks keeps it waiting for long."""

    def __init__(
        self, policies: int, sites: int, authenticator: Authenticator | None, memory: Memory | None
    ) -> None:
        self._loaded = {"policies": policies, "sites": sites}
        self._slow: dict[str, Callable[[], Check]] = {}
        if authenticator:
            self._slow["keys"] = lambda: _keys(authenticator)
        if memory:
            self._slow["database"] = lambda: _database(memory)
            self._slow["spool"] = lambda: _spool(memory)
        self._pool = ThreadPoolExecutor(max(1, len(self._slow)), thread_name_prefix="health")
        self._asked: dict[str, Future[Check]] = {}

    def checks(self) -> dict[str, Check]:
        """Every check by name. One that gives no answer in time goes on, and is not begun a second time."""
        for name, check in self._slow.items():
            if name not in self._asked or self._asked[name].done():
                self._asked[name] = self._pool.submit(check)
        asked = dict(self._asked)
        wait(asked.values(), timeout=_PATIENCE_SECONDS)
        loaded = {name: Check("ok" if count else "failed") for name, count in self._loaded.items()}
        late = Check("degraded", "no answer in time")
        return loaded | {name: each.result() if each.done() else late for name, each in asked.items()}


def overall(checks: dict[str, Check]) -> State:
    """The worst of them."""
    states = {check.state for check in checks.values()}
    return "failed" if "failed" in states else "degraded" if "degraded" in states else "ok"


def _keys(authenticator: Authenticator) -> Check:
    readable = [keys.readable() for keys in authenticator.key_sets()]
    if all(readable):
        return Check("ok")
    if any(readable):
        return Check("degraded", "the keys of some clients cannot be read")
    return Check("failed", "no client's keys can be read")


def _database(memory: Memory) -> Check:
    if memory.shipper.database_up:
        return Check("ok")
    return Check("degraded", "the database does not take events")


def _spool(memory: Memory) -> Check:
    if not memory.spool.usable:
        return Check("degraded", "the spool cannot be used")
    if memory.spool.nearly_full:
        return Check("degraded", "the spool has nearly reached its limit")
    disk = os.statvfs(memory.spool.folder)
    if disk.f_bavail * disk.f_frsize < _LEAST_FREE_BYTES:
        return Check("degraded", "the spool's disk is full")
    return Check("ok")
